package io.rowrun.calcite.engine;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The standard's operators, and PostgreSQL's for names that the standard does not know: those take
 * a tenth of a second to load, which a statement that uses none need not wait for. Thread-safe.
 */
final class LazyOperators implements SqlOperatorTable {
  private final SqlOperatorTable standard = SqlStdOperatorTable.instance();
  private final AtomicReference<@Nullable SqlOperatorTable> postgres = new AtomicReference<>();

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> operators,
      SqlNameMatcher matcher) {
    standard.lookupOperatorOverloads(name, category, syntax, operators, matcher);
    if (operators.isEmpty()) {
      postgres().lookupOperatorOverloads(name, category, syntax, operators, matcher);
    }
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    return standard.getOperatorList();
  }

  private SqlOperatorTable postgres() {
    SqlOperatorTable known = postgres.get();
    if (known == null) {
      known =
          SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
              SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL);
      postgres.set(known);
    }
    return known;
  }
}
