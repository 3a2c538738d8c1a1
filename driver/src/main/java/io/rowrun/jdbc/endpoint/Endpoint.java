package io.rowrun.jdbc.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Channel;
import io.rowrun.calcite.engine.EngineOptions;
import io.rowrun.calcite.engine.SqlEngine;
import io.rowrun.executor.ExecutorOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place where work is done, shared by all connections of this JVM to it and closed with the last
 * one. Thread-safe.
 */
public final class Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

  /** What makes two connections share an endpoint. */
  private record Key(Target target, Credentials credentials) {}

  private static final ConcurrentMap<Key, Endpoint> OPEN = new ConcurrentHashMap<>();

  private final Key key;

  @GuardedBy("this")
  private final Map<EngineOptions, SqlEngine> engines = new HashMap<>();

  @GuardedBy("this")
  private @Nullable Backend backend;

  @GuardedBy("this")
  private int leases;

  @GuardedBy("this")
  private boolean closed;

  private Endpoint(Key key) {
    this.key = key;
  }

  /**
   * The endpoint at that place, opened if no connection has it open. Everybody who calls this must
   * close the lease. Waits while another thread opens or closes the same place, not for others.
   */
  public static Lease lease(Target target, Credentials credentials, EngineOptions options) {
    return leaseWith(target, credentials, options);
  }

  /** As {@link #lease}, for somebody who makes calls and needs no engine; it is opened sooner. */
  public static Lease leaseForCalls(Target target, Credentials credentials) {
    return leaseWith(target, credentials, null);
  }

  private static Lease leaseWith(
      Target target, Credentials credentials, @Nullable EngineOptions options) {
    Key key = new Key(target, credentials);
    Lease lease = null;
    while (lease == null) {
      lease = OPEN.computeIfAbsent(key, Endpoint::new).leaseUnlessClosed(options);
    }
    return lease;
  }

  private synchronized @Nullable Lease leaseUnlessClosed(@Nullable EngineOptions options) {
    if (closed) {
      return null;
    }
    Backend opened = backend;
    if (opened == null) {
      opened = options == null ? openOrForget() : openWhilePreloading();
      backend = opened;
    }
    leases++;
    return new Lease(this, opened, options == null ? null : engine(opened, options));
  }

  private Backend openWhilePreloading() {
    Preload preload = Preload.SHARED; // begins with the first engine of the JVM
    Backend opened = openOrForget();
    preload.await();
    return opened;
  }

  private synchronized Backend openOrForget() {
    try {
      return open(key.target(), key.credentials());
    } catch (Throwable e) {
      closed = true;
      OPEN.remove(key, this);
      throw e;
    }
  }

  private static Backend open(Target target, Credentials credentials) {
    LibraryLogs.quieten();
    ExecutorOptions options = ExecutorOptions.defaults();
    if (target instanceof Target.Server server) {
      return ServerBackend.open(server, credentials);
    }
    return target instanceof Target.Directory directory
        ? DirectoryBackend.open(directory.path(), options)
        : MemoryBackend.open(options);
  }

  private synchronized SqlEngine engine(Backend opened, EngineOptions options) {
    return engines.computeIfAbsent(
        options, o -> SqlEngine.create(opened.channel(), opened.operationsChannel(), o));
  }

  private synchronized void release() {
    leases--;
    if (leases > 0) {
      return;
    }
    closed = true;
    try {
      engines.values().forEach(SqlEngine::close);
      engines.clear();
      if (backend != null) {
        backend.close();
      }
    } finally {
      OPEN.remove(key, this);
    }
  }

  /** Loads what planning needs while the first endpoint that plans opens. */
  private static final class Preload {
    static final Preload SHARED = new Preload();

    private final Thread thread = new Thread(Preload::run, "rowrun-preload");

    private Preload() {
      thread.setDaemon(true);
      thread.start();
    }

    private static void run() {
      try {
        SqlEngine.preload();
      } catch (RuntimeException | LinkageError e) {
        LOG.debug("preload", e); // whoever plans first meets the same and can tell somebody
      }
    }

    /** An interrupted thread does not wait, and stays interrupted. */
    void await() {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One connection's hold on an endpoint. Thread-safe. */
  public static final class Lease implements AutoCloseable {
    private final Endpoint endpoint;
    private final Backend backend;
    private final @Nullable SqlEngine engine;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lease(Endpoint endpoint, Backend backend, @Nullable SqlEngine engine) {
      this.endpoint = endpoint;
      this.backend = backend;
      this.engine = engine;
    }

    /** What plans and runs statements there. */
    public SqlEngine engine() {
      if (engine == null) {
        throw new IllegalStateException("leased for calls, without an engine");
      }
      return engine;
    }

    /** Where its calls go; good until the lease is closed. */
    public Channel channel() {
      return backend.channel();
    }

    /** Where its calls to the OperationService go; good until the lease is closed. */
    public Channel operationsChannel() {
      return backend.operationsChannel();
    }

    /** Whether a call would find somebody, answered within the time. */
    public boolean isAlive(Duration within) {
      return !closed.get() && backend.isAlive(within);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        endpoint.release();
      }
    }
  }
}
