package io.rowrun.jdbc.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Channel;
import io.rowrun.calcite.engine.EngineOptions;
import io.rowrun.calcite.engine.SqlEngine;
import io.rowrun.executor.ExecutorOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A place where work is done, shared by all connections of this JVM to it and closed with the last
 * one. Thread-safe.
 */
public final class Endpoint {
  /** What makes two connections share an endpoint. */
  private record Key(Target target, Credentials credentials) {}

  private static final Map<Key, Endpoint> OPEN = new HashMap<>();

  private final Key key;
  private final Backend backend;

  @GuardedBy("this")
  private final Map<EngineOptions, SqlEngine> engines = new HashMap<>();

  @GuardedBy("OPEN")
  private int leases;

  private Endpoint(Key key, Backend backend) {
    this.key = key;
    this.backend = backend;
  }

  /**
   * The endpoint at that place, opened if no connection has it open. Everybody who calls this must
   * close the lease.
   */
  public static Lease lease(Target target, Credentials credentials, EngineOptions options) {
    synchronized (OPEN) {
      Key key = new Key(target, credentials);
      Endpoint endpoint = OPEN.get(key);
      if (endpoint == null) {
        endpoint = new Endpoint(key, open(target, credentials));
        OPEN.put(key, endpoint);
      }
      endpoint.leases++;
      return new Lease(endpoint, endpoint.engine(options));
    }
  }

  private static Backend open(Target target, Credentials credentials) {
    ExecutorOptions options = ExecutorOptions.defaults();
    if (target instanceof Target.Directory directory) {
      return DirectoryBackend.open(directory.path(), options);
    }
    return target instanceof Target.Server server
        ? ServerBackend.open(server, credentials)
        : MemoryBackend.open(options);
  }

  private synchronized SqlEngine engine(EngineOptions options) {
    return engines.computeIfAbsent(
        options, o -> SqlEngine.create(backend.channel(), backend.operationsChannel(), o));
  }

  private void release() {
    synchronized (OPEN) {
      leases--;
      if (leases > 0) {
        return;
      }
      OPEN.remove(key);
      close();
    }
  }

  private synchronized void close() {
    engines.values().forEach(SqlEngine::close);
    engines.clear();
    backend.close();
  }

  /** One connection's hold on an endpoint. Thread-safe. */
  public static final class Lease implements AutoCloseable {
    private final Endpoint endpoint;
    private final SqlEngine engine;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lease(Endpoint endpoint, SqlEngine engine) {
      this.endpoint = endpoint;
      this.engine = engine;
    }

    /** What plans and runs statements there. */
    public SqlEngine engine() {
      return engine;
    }

    /** Where its calls go; good until the lease is closed. */
    public Channel channel() {
      return endpoint.backend.channel();
    }

    /** Whether a call would find somebody, answered within the time. */
    public boolean isAlive(Duration within) {
      return !closed.get() && endpoint.backend.isAlive(within);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        endpoint.release();
      }
    }
  }
}
