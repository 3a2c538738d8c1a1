package io.rowrun.calcite.engine;

import io.grpc.Channel;
import io.rowrun.calcite.provider.Catalog;
import io.rowrun.calcite.provider.SqlSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns statements into plans over one endpoint. Thread-safe, shared by all its connections; keeps
 * the plans of statements it has seen.
 */
public final class SqlEngine implements AutoCloseable {
  private final Catalog catalog = new Catalog(List.of());

  private SqlEngine() {}

  /**
   * Makes no call.
   *
   * @param channel where jobs and projects are served
   * @param operationsChannel where operations are served; the vendor has another host for them
   */
  public static SqlEngine create(
      Channel channel, Channel operationsChannel, EngineOptions options) {
    return new SqlEngine();
  }

  /**
   * Parses, checks and plans a statement; makes no call. Throws Calcite's exceptions or
   * RowrunSqlException, none of them checked.
   */
  public Plan prepare(SqlSession session, String sql) {
    throw new UnsupportedOperationException();
  }

  /**
   * As {@link #prepare}, with RETURNING of these columns added to a write that has none: what
   * {@code getGeneratedKeys} reads.
   *
   * @param keyColumns null or empty for the primary key
   */
  public Plan prepareReturning(SqlSession session, String sql, @Nullable List<String> keyColumns) {
    throw new UnsupportedOperationException();
  }

  /** The declared schemas, tables, columns and keys; makes no call. */
  public Catalog catalog() {
    return catalog;
  }

  /** Forgets the plans. The channels belong to who gave them. */
  @Override
  public void close() {}
}
