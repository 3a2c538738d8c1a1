package io.rowrun.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A query over jobs and executions that SQLite understands too; the same seed, the same query. */
final class RandomQuery {
  private static final Pattern VALUE = Pattern.compile("\\{(\\d+)}");

  private final Random random;
  private final List<String> ids;
  private final List<Object> values = new ArrayList<>();
  private final String text;

  RandomQuery(long seed, List<String> ids) {
    this.random = new Random(seed);
    this.ids = ids;
    this.text = query();
  }

  /** The statement with its values as literals. */
  String literal() {
    return VALUE
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(literal(values.get(index(m.group(1))))));
  }

  /** The statement with a parameter for each value. */
  String prepared() {
    return VALUE.matcher(text).replaceAll("?");
  }

  /** The parameters' values in order. */
  List<Object> parameters() {
    return VALUE.matcher(text).results().map(m -> values.get(index(m.group(1)))).toList();
  }

  private static int index(String digits) {
    return Integer.parseInt(digits);
  }

  private static String literal(Object value) {
    return value instanceof String string ? "'" + string.replace("'", "''") + "'" : value + "";
  }

  private String query() {
    String a = pick("jobs", "executions");
    String b = pick("jobs", "executions");
    return switch (random.nextInt(8)) {
      case 0 -> "SELECT a.id, %s, %s FROM %s a WHERE %s".formatted(t("a"), n("a"), a, where("a"));
      case 1 ->
          "SELECT %s, COUNT(*), COUNT(%s), SUM(%s), MAX(%s) FROM %s a WHERE %s GROUP BY 1%s"
              .formatted(
                  column("a"),
                  column("a"),
                  n("a"),
                  t("a"),
                  a,
                  where("a"),
                  pick("", " HAVING COUNT(*) > 1", " HAVING MAX(a.return_code) IS NULL"));
      case 2 ->
          "SELECT a.id, b.id, b.status FROM %s a %s JOIN %s b ON a.%s = b.%s AND %s WHERE %s"
              .formatted(
                  a,
                  pick("INNER", "LEFT", "RIGHT", "FULL"),
                  b,
                  job(a),
                  job(b),
                  where("b"),
                  where(pick("a", "b")));
      case 3 ->
          "SELECT a.id FROM %s a WHERE a.%s %s (SELECT b.%s FROM %s b WHERE %s) %s %s"
              .formatted(
                  a,
                  job(a),
                  pick("IN", "NOT IN"),
                  job(b),
                  b,
                  where("b"),
                  pick("AND", "OR"),
                  where("a"));
      case 4 ->
          "SELECT a.id FROM %s a WHERE %s EXISTS (SELECT 1 FROM %s b WHERE b.%s = a.%s AND %s)"
              .formatted(a, pick("", "NOT"), b, job(b), job(a), where("b"));
      case 5 ->
          "SELECT a.id, (SELECT %s FROM %s b WHERE b.status = a.status AND %s) FROM %s a"
              .formatted(pick("COUNT(*)", "MAX(b.id)", "MIN(b.return_code)"), b, where("b"), a);
      case 6 ->
          "SELECT %s FROM %s a WHERE %s %s SELECT %s FROM %s b WHERE %s"
              .formatted(
                  column("a"),
                  a,
                  where("a"),
                  pick("UNION", "UNION ALL", "EXCEPT", "INTERSECT"),
                  column("b"),
                  b,
                  where("b"));
      default ->
          "SELECT a.id, %s OVER (PARTITION BY a.status ORDER BY a.id) FROM %s a WHERE %s ORDER BY %s NULLS %s, a.id LIMIT 9"
              .formatted(
                  pick("ROW_NUMBER()", "SUM(a.return_code)", "LAG(a.status)", "COUNT(*)"),
                  a,
                  where("a"),
                  t("a"),
                  pick("FIRST", "LAST"));
    };
  }

  private static String job(String table) {
    return table.equals("jobs") ? "id" : "job_id";
  }

  private String where(String alias) {
    return condition(alias, 2);
  }

  private String condition(String alias, int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 10)) {
      case 0 -> t(alias) + pick(" = ", " <> ", " < ", " >= ") + value(someText());
      case 1 -> alias + ".id" + pick(" IN (", " NOT IN (") + list() + ")";
      case 2 ->
          t(alias) + pick(" LIKE ", " NOT LIKE ") + value(pick("%a%", "_R%", "j%", "%😀", ""));
      case 3 -> column(alias) + pick(" IS NULL", " IS NOT NULL");
      case 4 -> n(alias) + pick(" BETWEEN ", " NOT BETWEEN ") + value(0L) + " AND " + value(3L);
      case 5 -> column(alias) + pick(" = ", " <> ") + column(alias);
      case 6, 7 -> both(alias, "AND", depth);
      case 8 -> both(alias, "OR", depth);
      default ->
          "(NOT " + condition(alias, depth - 1) + ")" + pick("", " IS NOT FALSE", " IS NOT TRUE");
    };
  }

  private String both(String alias, String operator, int depth) {
    String left = condition(alias, depth - 1);
    return "(" + left + " " + operator + " " + condition(alias, depth - 1) + ")";
  }

  private String list() {
    return IntStream.range(0, 1 + random.nextInt(3))
        .mapToObj(i -> value(someText()))
        .collect(Collectors.joining(", "));
  }

  /** A column of type text. */
  private String column(String alias) {
    return alias + pick(".id", ".status", ".error_message", ".project_id");
  }

  /** An expression of type text. */
  private String t(String alias) {
    String column = column(alias);
    return switch (random.nextInt(6)) {
      case 0 -> "COALESCE(" + column + ", " + value("none") + ")";
      case 1 -> "CASE WHEN " + n(alias) + " > 0 THEN 'bad' ELSE " + column + " END";
      case 2 -> "(" + column + " || '-' || " + alias + ".status)";
      case 3 -> "NULLIF(" + column + ", " + value("SUCCESS") + ")";
      default -> column;
    };
  }

  /** An expression of type number. */
  private String n(String alias) {
    return pick("", "1 + ", "2 * ") + alias + ".return_code";
  }

  private Object someText() {
    return random.nextInt(3) == 0
        ? pick("SUCCESS", "ERROR", "CREATING", "default", "it's", "")
        : ids.get(random.nextInt(ids.size()));
  }

  private String value(Object value) {
    values.add(value);
    return "{" + (values.size() - 1) + "}";
  }

  private String pick(String... some) {
    return Stream.of(some).skip(random.nextInt(some.length)).findFirst().orElseThrow();
  }
}
