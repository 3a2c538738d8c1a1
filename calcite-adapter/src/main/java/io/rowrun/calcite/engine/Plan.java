package io.rowrun.calcite.engine;

import io.rowrun.calcite.provider.CloseableIterator;
import java.util.List;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * A statement ready to run, any number of times and by many threads. Immutable; holds no session.
 */
public final class Plan {
  private final StatementKind kind;
  private final List<ColumnMetaData> columns;
  private final List<AvaticaParameter> parameters;

  Plan(StatementKind kind, List<ColumnMetaData> columns, List<AvaticaParameter> parameters) {
    this.kind = kind;
    this.columns = List.copyOf(columns);
    this.parameters = List.copyOf(parameters);
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
   * RETURNING has written all its rows when this returns.
   */
  public CloseableIterator<@Nullable Object[]> rows(StatementContext context) {
    throw new UnsupportedOperationException();
  }

  /** Runs a write and returns how many rows it wrote. */
  public long update(StatementContext context) {
    throw new UnsupportedOperationException();
  }
}
