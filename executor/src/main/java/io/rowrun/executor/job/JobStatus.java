package io.rowrun.executor.job;

import java.util.Set;

/**
 * Where a job, and with it its execution, stands. Names are those of the wire's JobStatus.
 *
 * <pre>
 * CREATING → PREPARING → EXECUTING → UPLOADING_OUTPUT → SUCCESS | ERROR
 * any of the first four → CANCELLING → CANCELLED
 * whatever is not final → ERROR
 * </pre>
 */
public enum JobStatus {
  /** Made, not executed; files may be missing. */
  CREATING,
  /** Executed: queued, or being laid out by the node that claimed it. */
  PREPARING,
  /** The program runs. */
  EXECUTING,
  /** The program has ended; its outputs are being collected. */
  UPLOADING_OUTPUT,
  /** Ended with return code 0. Final. */
  SUCCESS,
  /** Ended with another return code, or failed. Final. */
  ERROR,
  /** Ended because somebody asked for it. Final. */
  CANCELLED,
  /** Somebody asked for its end; the program may still run. */
  CANCELLING;

  /** Whether nothing follows this status. */
  public boolean isFinal() {
    return this == SUCCESS || this == ERROR || this == CANCELLED;
  }

  /** Whether a job in this status may go to {@code next}. No status becomes itself. */
  public boolean canBecome(JobStatus next) {
    Set<JobStatus> successors =
        switch (this) {
          case CREATING -> Set.of(PREPARING, CANCELLING, ERROR);
          case PREPARING -> Set.of(EXECUTING, CANCELLING, ERROR);
          case EXECUTING -> Set.of(UPLOADING_OUTPUT, CANCELLING, ERROR);
          case UPLOADING_OUTPUT -> Set.of(SUCCESS, CANCELLING, ERROR);
          case CANCELLING -> Set.of(CANCELLED, ERROR);
          case SUCCESS, ERROR, CANCELLED -> Set.of();
        };
    return successors.contains(next);
  }
}
