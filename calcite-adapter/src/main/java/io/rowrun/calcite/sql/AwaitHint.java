package io.rowrun.calcite.sql;

import io.rowrun.calcite.provider.RowrunSqlException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code INSERT /*+ AWAIT(600) *}{@code / INTO …}: the statement returns when what it started has
 * ended, or fails after so many seconds, the work going on. Calcite has no place for a hint there,
 * so it is taken out of the text; blanks stay in its place, so that the positions of errors stay
 * right.
 *
 * @param text the statement without the hint
 * @param await how long to wait; null: the statement has no hint
 */
record AwaitHint(String text, @Nullable Duration await) {
  private static final String BLANK = "(?:\\s|--[^\\n]*\\n|/\\*(?!\\+).*?\\*/)*";
  private static final Pattern HINTED =
      Pattern.compile(
          "\\A" + BLANK + "(?<verb>[A-Z]+)\\s*(?<hint>/\\*\\+(?<content>.*?)\\*/)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern AWAIT =
      Pattern.compile("\\s*AWAIT\\s*\\(\\s*(\\d{1,9})\\s*\\)\\s*", Pattern.CASE_INSENSITIVE);

  /** Takes the hint out of a statement; other statements than INSERT keep theirs. */
  static AwaitHint of(String sql) {
    Matcher hinted = HINTED.matcher(sql);
    if (!hinted.find() || !hinted.group("verb").equalsIgnoreCase("INSERT")) {
      return new AwaitHint(sql, null);
    }
    Matcher await = AWAIT.matcher(hinted.group("content"));
    if (!await.matches()) {
      throw new RowrunSqlException(
          "42601",
          "unknown hint '" + hinted.group("content").strip() + "'; INSERT knows AWAIT(seconds)");
    }
    String blanks = hinted.group("hint").replaceAll("[^\\n]", " ");
    String text =
        sql.substring(0, hinted.start("hint")) + blanks + sql.substring(hinted.end("hint"));
    return new AwaitHint(text, Duration.ofSeconds(Long.parseLong(await.group(1))));
  }
}
