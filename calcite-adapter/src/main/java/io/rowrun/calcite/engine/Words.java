package io.rowrun.calcite.engine;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/** Parts of plans in words that people read. */
final class Words {
  private static final Pattern INPUT = Pattern.compile("\\$(\\d+)");
  private static final Pattern TEXT_TYPE =
      Pattern.compile(":(VAR)?CHAR(\\(\\d+\\))? CHARACTER SET \"UTF-8\"");
  private static final Pattern CORRELATED =
      Pattern.compile("IN \\(\\$cor\\d+\\.(\\w+)(, \\$cor\\d+\\.\\w+)*\\)");
  private static final Pattern VARIABLES = Pattern.compile(", variablesSet=\\[\\[[^\\]]*\\]\\]");

  private Words() {}

  /** A condition with the names of the columns. */
  static String of(RexNode condition, RelDataType row) {
    List<String> names = row.getFieldNames();
    return INPUT
        .matcher(plain(condition.toString()))
        .replaceAll(m -> Matcher.quoteReplacement(names.get(Integer.parseInt(m.group(1)))));
  }

  static String of(RelCollation collation, RelDataType row) {
    return collation.getFieldCollations().stream()
        .map(
            c ->
                row.getFieldNames().get(c.getFieldIndex())
                    + (c.direction.isDescending() ? " DESC" : ""))
        .collect(Collectors.joining(", "));
  }

  /** A line of a plan without what only Calcite wants to know. */
  static String plain(String line) {
    String text = TEXT_TYPE.matcher(line.replace("_UTF-8'", "'")).replaceAll("");
    text = CORRELATED.matcher(text).replaceAll("IN (some values of $1 at a time)");
    return VARIABLES.matcher(text).replaceAll("");
  }
}
