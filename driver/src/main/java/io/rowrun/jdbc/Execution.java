package io.rowrun.jdbc;

import io.rowrun.calcite.engine.StatementContext;
import java.sql.SQLException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One run of a statement, from its start until its rows are read or closed. The query timeout
 * counts the time that somebody waits within the driver, not the time between two reads of a row.
 * {@link #cancel} and {@link #close} may come from any thread.
 */
final class Execution implements AutoCloseable {
  private enum End {
    CANCELLED,
    TIMED_OUT
  }

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final StatementContext context;
  private final long timeoutNanos;
  private volatile @Nullable End end;
  private volatile @Nullable ScheduledFuture<?> alarm;
  private final AtomicLong waitedNanos = new AtomicLong();
  private volatile long waitingSince;
  private volatile boolean waiting;

  Execution(StatementContext context, int timeoutSeconds) {
    this.context = context;
    this.timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
    if (timeoutSeconds > 0) {
      setAlarm(timeoutNanos);
    }
  }

  StatementContext context() {
    return context;
  }

  /** Work that may wait for somebody else. */
  interface Step<T> {
    T run() throws Exception;
  }

  /** Runs a step of this execution; what goes wrong becomes an SQLException. */
  <T> T step(Step<T> step) throws SQLException {
    failIfEnded(null);
    startWaiting();
    try {
      T result = step.run();
      failIfEnded(null);
      return result;
    } catch (SQLException e) {
      failIfEnded(e);
      throw e;
    } catch (Throwable e) {
      failIfEnded(e);
      throw SqlErrors.of(e);
    } finally {
      stopWaiting();
    }
  }

  /** Ends the calls under way; whoever waits for them gets an error at once. */
  void cancel() {
    endAs(End.CANCELLED);
  }

  @Override
  public void close() {
    ScheduledFuture<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
    context.close();
  }

  private void failIfEnded(@Nullable Throwable cause) throws SQLException {
    End how = end;
    if (how != null) {
      throw how == End.CANCELLED
          ? SqlErrors.cancelled(cause)
          : SqlErrors.timedOut((int) TimeUnit.NANOSECONDS.toSeconds(timeoutNanos), cause);
    }
  }

  private synchronized void endAs(End how) {
    if (end == null) {
      end = how;
      context.cancel();
    }
  }

  private void startWaiting() {
    if (timeoutNanos > 0) {
      waitingSince = System.nanoTime();
      waiting = true;
    }
  }

  private void stopWaiting() {
    if (timeoutNanos > 0 && waiting) {
      waiting = false;
      waitedNanos.addAndGet(System.nanoTime() - waitingSince);
    }
  }

  private void setAlarm(long nanos) {
    alarm = TIMER.schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
  }

  private void ring() {
    long waited = waitedNanos.get() + (waiting ? System.nanoTime() - waitingSince : 0);
    long left = timeoutNanos - waited;
    if (left <= 0) {
      endAs(End.TIMED_OUT);
    } else if (!context.calls().isCancelled()) {
      setAlarm(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "rowrun-timeouts");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }
}
