package io.rowrun.jdbc;

import io.rowrun.calcite.engine.Plan;
import io.rowrun.jdbc.value.TypeFacts;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.AvaticaParameter;
import org.jspecify.annotations.Nullable;

/** A statement planned once and run with different parameters. One thread at a time. */
final class RowrunPreparedStatement extends ParameterStatement implements ParameterMetaData {
  private final String sql;
  private final Plan plan;
  private final KeysWanted keysWanted;
  private final List<List<@Nullable Object>> parameterBatch = new ArrayList<>();

  RowrunPreparedStatement(
      RowrunConnection owner, String sql, Plan plan, KeysWanted keysWanted, int holdability) {
    super(owner, plan.parameters().size(), holdability);
    this.sql = sql;
    this.plan = plan;
    this.keysWanted = keysWanted;
  }

  @Override
  public boolean execute() throws SQLException {
    checkOpen();
    return run(plan, parameters(), Wanted.ANYTHING, keysWanted);
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    checkOpen();
    run(plan, parameters(), Wanted.ROWS, KeysWanted.NO);
    return openRows();
  }

  @Override
  public int executeUpdate() throws SQLException {
    return (int) Math.min(executeLargeUpdate(), Integer.MAX_VALUE);
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    checkOpen();
    return update(parameters());
  }

  private long update(List<@Nullable Object> parameters) throws SQLException {
    run(plan, parameters, Wanted.COUNT, keysWanted);
    return count();
  }

  @Override
  public void addBatch() throws SQLException {
    checkOpen();
    parameterBatch.add(parameters());
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    parameterBatch.clear();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    checkOpen();
    List<List<@Nullable Object>> elements = List.copyOf(parameterBatch);
    parameterBatch.clear();
    return runBatch(elements, this::update);
  }

  /** The columns of the rows; null if the statement returns none. */
  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return plan.returnsRows() && keysWanted == KeysWanted.NO
        ? RowrunResultSetMetaData.of(this, plan.columns())
        : null;
  }

  @Override
  void checkTakesText() throws SQLException {
    checkOpen();
    throw SqlErrors.data("07000", "a prepared statement takes no other statement's text");
  }

  // parameters

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    checkOpen();
    return this;
  }

  @Override
  public int getParameterCount() {
    return plan.parameters().size();
  }

  @Override
  public int isNullable(int index) throws SQLException {
    parameter(index);
    return parameterNullableUnknown;
  }

  @Override
  public boolean isSigned(int index) throws SQLException {
    return parameter(index).signed;
  }

  @Override
  public int getPrecision(int index) throws SQLException {
    return Math.max(0, parameter(index).precision);
  }

  @Override
  public int getScale(int index) throws SQLException {
    return Math.max(0, parameter(index).scale);
  }

  @Override
  public int getParameterType(int index) throws SQLException {
    return parameter(index).parameterType;
  }

  @Override
  public String getParameterTypeName(int index) throws SQLException {
    return TypeFacts.name(parameter(index).parameterType);
  }

  @Override
  public String getParameterClassName(int index) throws SQLException {
    return parameter(index).className;
  }

  @Override
  public int getParameterMode(int index) throws SQLException {
    parameter(index);
    return parameterModeIn;
  }

  private AvaticaParameter parameter(int index) throws SQLException {
    checkOpen();
    if (index < 1 || index > plan.parameters().size()) {
      throw SqlErrors.data("07009", "there is no parameter " + index);
    }
    return plan.parameters().get(index - 1);
  }

  /** The statement's text. */
  @Override
  public String toString() {
    return sql;
  }
}
