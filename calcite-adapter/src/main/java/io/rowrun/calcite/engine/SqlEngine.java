package io.rowrun.calcite.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.rowrun.calcite.datasphere.Datasphere;
import io.rowrun.calcite.provider.Catalog;
import io.rowrun.calcite.provider.Endpoint;
import io.rowrun.calcite.provider.Resources;
import io.rowrun.calcite.provider.SqlSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns statements into plans over one endpoint. Thread-safe, shared by all its connections; keeps
 * the plans of statements it has seen.
 */
public final class SqlEngine implements AutoCloseable {
  private record Key(String schema, String sql, @Nullable List<String> keyColumns) {}

  private final Planner planner;
  private final Catalog catalog;
  private final int planCacheSize;

  @GuardedBy("plans")
  private final Map<Key, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);

  private SqlEngine(Planner planner, Catalog catalog, int planCacheSize) {
    this.planner = planner;
    this.catalog = catalog;
    this.planCacheSize = planCacheSize;
  }

  /**
   * Makes no call.
   *
   * @param channel where jobs and projects are served
   * @param operationsChannel where operations are served; the vendor has another host for them
   */
  public static SqlEngine create(
      Channel channel, Channel operationsChannel, EngineOptions options) {
    Resources resources = Datasphere.resources();
    Planner planner = new Planner(resources, new Endpoint(channel, operationsChannel));
    return new SqlEngine(planner, resources.catalog(), options.planCacheSize());
  }

  /**
   * Loads what planning needs, which is most of the time to the first plan of a JVM. Worth a thread
   * of its own while the first endpoint opens; makes no call. Do not create an engine before it
   * returns: Calcite's classes do not like to be initialised by two threads at a time.
   */
  public static void preload() {
    Channel none = new NoChannel();
    try (SqlEngine engine = create(none, none, EngineOptions.defaults())) {
      engine.prepare(
          SqlSession.of("default"), "SELECT id, name FROM jobs WHERE id = 'x' ORDER BY 1 LIMIT 1");
    }
  }

  /** Plans refer to a channel and make no call. */
  private static final class NoChannel extends Channel {
    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      throw new IllegalStateException("planning made a call: " + method.getFullMethodName());
    }

    @Override
    public String authority() {
      return "none";
    }
  }

  /**
   * Parses, checks and plans a statement; makes no call. Throws {@link SyntaxError}, Calcite's
   * exceptions or RowrunSqlException, none of them checked.
   */
  public Plan prepare(SqlSession session, String sql) {
    return plan(new Key(session.schema(), sql, null)).checked(session);
  }

  /**
   * As {@link #prepare}, with RETURNING of these columns added to a write that has none: what
   * {@code getGeneratedKeys} reads.
   *
   * @param keyColumns null or empty for the primary key
   */
  public Plan prepareReturning(SqlSession session, String sql, @Nullable List<String> keyColumns) {
    List<String> keys = keyColumns == null ? List.of() : List.copyOf(keyColumns);
    return plan(new Key(session.schema(), sql, keys)).checked(session);
  }

  private Plan plan(Key key) {
    synchronized (plans) {
      Plan known = plans.get(key);
      if (known != null) {
        return known;
      }
    }
    Plan plan = planner.plan(key.sql(), key.schema(), key.keyColumns());
    synchronized (plans) {
      plans.put(key, plan);
      if (plans.size() > planCacheSize) {
        plans.remove(plans.keySet().iterator().next());
      }
    }
    return plan;
  }

  /** The declared schemas, tables, columns and keys; makes no call. */
  public Catalog catalog() {
    return catalog;
  }

  /** Forgets the plans. The channels belong to who gave them. */
  @Override
  public void close() {
    synchronized (plans) {
      plans.clear();
    }
  }
}
