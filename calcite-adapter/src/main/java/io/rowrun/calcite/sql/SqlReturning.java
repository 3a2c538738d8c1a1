package io.rowrun.calcite.sql;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code INSERT|UPDATE|DELETE … RETURNING items}: a write whose result is rows. */
public final class SqlReturning extends SqlCall {
  private static final SqlOperator OPERATOR = new SqlSpecialOperator("RETURNING", SqlKind.OTHER);

  private final SqlNode dml;
  private final SqlNodeList items;

  public SqlReturning(SqlParserPos pos, SqlNode dml, SqlNodeList items) {
    super(pos);
    this.dml = dml;
    this.items = items;
  }

  /** The statement that writes: SqlInsert, SqlUpdate or SqlDelete. */
  public SqlNode dml() {
    return dml;
  }

  /** What to return of each written row, as in a SELECT. */
  public SqlNodeList items() {
    return items;
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(dml, items);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    dml.unparse(writer, 0, 0);
    writer.keyword("RETURNING");
    items.unparse(writer, 0, 0);
  }
}
