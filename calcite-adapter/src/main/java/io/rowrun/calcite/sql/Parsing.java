package io.rowrun.calcite.sql;

import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.sql.parser.RowrunSqlParser;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * A parsed statement.
 *
 * @param explain whether only its plan is wanted
 * @param await how long it waits for the end of what it starts; null: as its session says
 */
public record Parsing(SqlNode node, boolean explain, @Nullable Duration await) {
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withParserFactory(RowrunSqlParser.FACTORY)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.TO_LOWER)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(false)
          .withIdentifierMaxLength(256)
          .withConformance(RowrunConformance.INSTANCE);

  private static final Pattern EXPLAIN =
      Pattern.compile(
          "\\A(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*(EXPLAIN\\s+PLAN\\s+FOR)\\s",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Parses one statement; a semicolon may follow it. */
  public static Parsing of(String sql) throws SqlParseException {
    Matcher explain = EXPLAIN.matcher(sql);
    boolean explained = explain.find();
    // Blanks in its place, so that the positions of errors stay right.
    String text = explained ? " ".repeat(explain.end(1)) + sql.substring(explain.end(1)) : sql;
    AwaitHint hint = AwaitHint.of(text);
    SqlNodeList statements = SqlParser.create(hint.text(), CONFIG).parseStmtList();
    if (statements.size() != 1) {
      throw new RowrunSqlException(
          "42601", "one statement at a time, please: there are " + statements.size());
    }
    SqlNode node = statements.get(0).accept(new Synonyms());
    if (node == null) {
      throw new IllegalStateException("statement vanished");
    }
    return new Parsing(node, explained, hint.await());
  }

  /** Functions that PostgreSQL has under another name. */
  private static final class Synonyms extends SqlShuttle {
    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      if (call instanceof SqlReturning returning) {
        SqlNode dml = returning.dml().accept(this);
        SqlNode items = returning.items().accept(this);
        if (dml == null || items == null) {
          throw new IllegalStateException("statement vanished");
        }
        return new SqlReturning(returning.getParserPosition(), dml, (SqlNodeList) items);
      }
      if (isFunction(call, "now", 0)) {
        return SqlStdOperatorTable.CURRENT_TIMESTAMP.createCall(
            call.getParserPosition(), SqlLiteral.createExactNumeric("3", SqlParserPos.ZERO));
      }
      return super.visit(call);
    }

    private static boolean isFunction(SqlCall call, String name, int operands) {
      return call.getOperator() instanceof SqlUnresolvedFunction
          && call.getOperator().getName().equalsIgnoreCase(name)
          && List.copyOf(call.getOperandList()).size() == operands;
    }
  }
}
