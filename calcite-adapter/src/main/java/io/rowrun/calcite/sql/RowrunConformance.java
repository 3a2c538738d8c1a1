package io.rowrun.calcite.sql;

import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/** What the dialect allows: Calcite's lenient rules, but numbers that do not fit are errors. */
public final class RowrunConformance extends SqlDelegatingConformance {
  public static final RowrunConformance INSTANCE = new RowrunConformance();

  private RowrunConformance() {
    super(SqlConformanceEnum.LENIENT);
  }

  @Override
  public boolean checkedArithmetic() {
    return true;
  }

  @Override
  public boolean isInsertSubsetColumnsAllowed() {
    return false;
  }
}
