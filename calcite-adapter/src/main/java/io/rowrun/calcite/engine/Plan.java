package io.rowrun.calcite.engine;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Endpoint;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.SqlSession;
import java.util.List;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * A statement ready to run, any number of times and by many threads. Immutable; holds no session.
 */
public final class Plan {
  private final Endpoint endpoint;
  private final JavaTypeFactory types;
  private final StatementKind kind;
  private final List<ColumnMetaData> columns;
  private final List<RelDataType> parameterTypes;
  private final List<AvaticaParameter> parameters;
  private final Query query;
  private final @Nullable Modify<?> modify;
  private final @Nullable Query returning;
  private final boolean bounded;

  Plan(
      Endpoint endpoint,
      JavaTypeFactory types,
      StatementKind kind,
      List<ColumnMetaData> columns,
      List<RelDataType> parameterTypes,
      Query query,
      @Nullable Modify<?> modify,
      @Nullable Query returning,
      boolean bounded) {
    this.endpoint = endpoint;
    this.types = types;
    this.kind = kind;
    this.columns = List.copyOf(columns);
    this.parameterTypes = List.copyOf(parameterTypes);
    this.parameters = Results.parameters(types, parameterTypes);
    this.query = query;
    this.modify = modify;
    this.returning = returning;
    this.bounded = bounded;
  }

  public StatementKind kind() {
    return kind;
  }

  /** The result's columns; none for a write without RETURNING. */
  public List<ColumnMetaData> columns() {
    return columns;
  }

  /** The {@code ?} in order. */
  public List<AvaticaParameter> parameters() {
    return parameters;
  }

  /** Whether {@link #rows} is the way to run it: a query, EXPLAIN, or a write with RETURNING. */
  public boolean returnsRows() {
    return !columns.isEmpty();
  }

  /**
   * Runs the plan and gives its rows as they come, values in Avatica's internal form. A write with
   * RETURNING has written all its rows when this returns. Closing the rows ends the calls under
   * way.
   */
  public CloseableIterator<@Nullable Object[]> rows(StatementContext context) {
    Run run = run(context);
    CloseableIterator<@Nullable Object[]> rows;
    if (modify == null) {
      rows = query.rows(run);
    } else if (returning == null) {
      throw new IllegalStateException("a write without RETURNING has no rows");
    } else {
      modify.run(query, run, context);
      rows = returning.rows(run);
    }
    return CloseableIterator.of(rows, () -> close(rows, context));
  }

  private static void close(CloseableIterator<?> rows, StatementContext context) {
    context.close();
    rows.close();
  }

  /** Runs a write and returns how many rows it wrote. */
  public long update(StatementContext context) {
    if (modify == null) {
      throw new IllegalStateException("not a write: " + kind);
    }
    try {
      return modify.run(query, run(context), context);
    } finally {
      context.close();
    }
  }

  private Run run(StatementContext context) {
    Calls calls = new Calls(endpoint, context.session(), context.calls());
    return new Run(calls, types, ParameterValues.convert(context.parameters(), parameterTypes));
  }

  /** Refuses a write that could touch every row, unless the session allows it. */
  Plan checked(SqlSession session) {
    if (!bounded && !session.allowUnbounded()) {
      throw new RowrunSqlException(
          "42000",
          kind + " without WHERE touches every row: add a WHERE, or set allowUnbounded=true");
    }
    return this;
  }
}
