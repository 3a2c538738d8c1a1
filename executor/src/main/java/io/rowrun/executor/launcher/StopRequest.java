package io.rowrun.executor.launcher;

import java.time.Duration;

/**
 * How a task is to end.
 *
 * @param signal the number of the signal that asks it to end
 * @param grace how long it may take before it is killed; zero: it is killed at once, unasked
 */
public record StopRequest(int signal, Duration grace) {
  private static final int SIGKILL = 9;

  /** Kills at once. */
  public static final StopRequest KILL = new StopRequest(SIGKILL, Duration.ZERO);

  public StopRequest {
    if (signal < 1 || signal > 64) {
      throw new IllegalArgumentException("no signal has the number " + signal);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("negative grace: " + grace);
    }
  }
}
