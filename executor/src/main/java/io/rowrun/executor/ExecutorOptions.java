package io.rowrun.executor;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an executor runs; everything has a default, see {@link #defaults()}.
 *
 * @param slots how many vCPUs of jobs run at a time; null = as many as the host has, at least 8
 *     (see {@code InstanceTypes})
 * @param executionTimeout after how long a run is stopped; null = never
 * @param sampleInterval how often it is noted what a running program uses; one that runs for less
 *     costs nothing
 * @param store where jobs are kept
 */
public record ExecutorOptions(
    @Nullable Integer slots,
    @Nullable Duration executionTimeout,
    Duration sampleInterval,
    StoreOptions store) {
  private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(5);

  public ExecutorOptions {
    if (slots != null && slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1: " + slots);
    }
    if (executionTimeout != null
        && (executionTimeout.isNegative() || executionTimeout.toSeconds() == 0)) {
      throw new IllegalArgumentException(
          "the execution timeout must be at least one second: " + executionTimeout);
    }
    if (sampleInterval.isNegative() || sampleInterval.isZero()) {
      throw new IllegalArgumentException("the sample interval must be positive: " + sampleInterval);
    }
    Objects.requireNonNull(store);
  }

  /** The host's slots, no timeout, samples every 5 s, SQLite in the data directory. */
  public static ExecutorOptions defaults() {
    return new ExecutorOptions(null, null, SAMPLE_INTERVAL, new StoreOptions.Sqlite());
  }

  public ExecutorOptions withSlots(int newSlots) {
    return new ExecutorOptions(newSlots, executionTimeout, sampleInterval, store);
  }

  public ExecutorOptions withExecutionTimeout(Duration newTimeout) {
    return new ExecutorOptions(slots, newTimeout, sampleInterval, store);
  }

  public ExecutorOptions withSampleInterval(Duration newInterval) {
    return new ExecutorOptions(slots, executionTimeout, newInterval, store);
  }

  public ExecutorOptions withStore(StoreOptions newStore) {
    return new ExecutorOptions(slots, executionTimeout, sampleInterval, newStore);
  }

  /** Which database keeps the jobs. */
  public sealed interface StoreOptions {

    /** {@code rowrun.db} in the data directory: the embedded default. */
    record Sqlite() implements StoreOptions {}

    /**
     * A PostgreSQL database, for more than one node.
     *
     * @param jdbcUrl {@code jdbc:postgresql://…}
     */
    record Postgresql(String jdbcUrl, String user, String password) implements StoreOptions {

      /** Leaves the password out. */
      @Override
      public String toString() {
        return "Postgresql[" + jdbcUrl + ", " + user + "]";
      }
    }
  }
}
