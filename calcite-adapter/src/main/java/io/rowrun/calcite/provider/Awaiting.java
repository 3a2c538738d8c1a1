package io.rowrun.calcite.provider;

import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for the end of operations, all of one statement within one time. One thread at a time. */
public final class Awaiting {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Calls calls;
  private final long deadlineNanos;
  private final Duration timeout;

  private Awaiting(Calls calls, Duration timeout) {
    this.calls = calls;
    this.timeout = timeout;
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  /** The session's time starts now. */
  public static Awaiting start(Calls calls) {
    return start(calls, calls.session().awaitTimeout());
  }

  /** The given time starts now. */
  public static Awaiting start(Calls calls, Duration timeout) {
    return new Awaiting(calls, timeout);
  }

  /** The operation as it ended; an error names it if the time is over, and the work goes on. */
  public Operation end(Operation operation) {
    Operation latest = operation;
    long pause = FIRST_PAUSE_NANOS;
    while (!latest.getDone()) {
      pause(pause, operation.getId());
      pause = Math.min(pause + pause / 2, LONGEST_PAUSE_NANOS);
      latest = get(operation.getId());
    }
    return latest;
  }

  private Operation get(String id) {
    return calls.uncounted().get(GetOperationRequest.newBuilder().setOperationId(id).build());
  }

  private void pause(long nanos, String id) {
    long left = deadlineNanos - System.nanoTime();
    if (left <= 0) {
      throw new RowrunSqlException(
          "57014",
          "operation " + id + " has not ended within " + timeout.toSeconds() + " s; it goes on");
    }
    calls.sleep(Math.min(nanos, left));
  }
}
