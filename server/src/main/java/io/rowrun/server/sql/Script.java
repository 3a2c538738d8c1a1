package io.rowrun.server.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of statements parted by semicolons; quotes and comments are left whole. */
public record Script(String name, List<Statement> statements) {
  private static final Pattern FIRST_WORD =
      Pattern.compile("(?:\\s|--[^\\n]*(?:\\n|$)|/\\*(?s:.*?)\\*/)*([A-Za-z]+)");

  public Script {
    statements = List.copyOf(statements);
  }

  /**
   * One statement.
   *
   * @param sql without its semicolon
   * @param line where it begins, from 1
   */
  public record Statement(String sql, int line) {}

  /**
   * Parts a text into its statements.
   *
   * @param name how messages name it; may be empty
   */
  public static Script parse(String name, String text) {
    return new Script(name, new Splitter(text).split());
  }

  /** The word that a statement begins with, in capitals; comments before it are passed over. */
  static String firstWord(String sql) {
    Matcher matcher = FIRST_WORD.matcher(sql);
    return matcher.lookingAt() ? matcher.group(1).toUpperCase(Locale.ROOT) : "";
  }

  private static final class Splitter {
    private final String text;
    private final List<Statement> found = new ArrayList<>();
    private int start;
    private int at;
    private boolean hasCode;
    private int codeStart;

    Splitter(String text) {
      this.text = text;
    }

    List<Statement> split() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
          code();
          skipPast(String.valueOf(c), at + 1);
        } else if (text.startsWith("--", at)) {
          skipPast("\n", at);
        } else if (text.startsWith("/*", at)) {
          skipPast("*/", at + 2);
        } else if (c == ';') {
          end();
          at++;
          start = at;
        } else {
          if (!Character.isWhitespace(c)) {
            code();
          }
          at++;
        }
      }
      end();
      return found;
    }

    private void code() {
      if (!hasCode) {
        hasCode = true;
        codeStart = at;
      }
    }

    private void end() {
      if (hasCode) {
        int line = 1 + (int) text.substring(0, codeStart).chars().filter(c -> c == '\n').count();
        found.add(new Statement(text.substring(start, at).strip(), line));
      }
      hasCode = false;
    }

    private void skipPast(String end, int from) {
      int index = text.indexOf(end, from);
      at = index < 0 ? text.length() : index + end.length();
    }
  }
}
