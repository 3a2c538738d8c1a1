package io.rowrun.calcite.engine;

import io.grpc.Context;
import io.rowrun.calcite.provider.SqlSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a plan: its session, parameter values, calls under way and what it reports. Make
 * a new one for each execution. {@link #cancel} may come from any thread; the rest is for the
 * executing thread.
 */
public final class StatementContext implements AutoCloseable {
  private final SqlSession session;
  private final List<@Nullable Object> parameters;
  private final Context.CancellableContext calls;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> generatedKeys = new ArrayList<>();
  private volatile boolean cancelled;

  /**
   * @param parameters values of the {@code ?} in order, as JDBC setters gave them (String, Number,
   *     Boolean, byte[], java.sql and java.time types, null); the engine converts them
   */
  public StatementContext(SqlSession session, List<? extends @Nullable Object> parameters) {
    this.session = session;
    this.parameters = new ArrayList<>(parameters);
    this.calls = Context.current().withCancellation();
  }

  public SqlSession session() {
    return session;
  }

  public List<@Nullable Object> parameters() {
    return parameters;
  }

  /** Ends the calls that this execution has under way; what waits for them ends with CANCELLED. */
  public void cancel() {
    cancelled = true;
    calls.cancel(null);
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /** The gRPC context in which this execution makes its calls. */
  public Context.CancellableContext calls() {
    return calls;
  }

  /** Ids that an INSERT made, row by row. */
  public List<String> generatedKeys() {
    return generatedKeys;
  }

  /** What did not fail the statement and the user should know. */
  public List<String> warnings() {
    return warnings;
  }

  /** Ends what is still under way. */
  @Override
  public void close() {
    calls.cancel(null);
  }
}
