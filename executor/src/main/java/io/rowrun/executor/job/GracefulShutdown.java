package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a program is asked to end before it is killed.
 *
 * @param timeout how long it may take; zero: it is killed at once
 * @param signal the number of the signal as declared; 0: not declared
 */
public record GracefulShutdown(Duration timeout, int signal) {
  private static final int SIGTERM = 15;

  public GracefulShutdown {
    requireNonNull(timeout);
  }

  /** The signal to send: the declared one, else SIGTERM. */
  public int signalToSend() {
    return signal == 0 ? SIGTERM : signal;
  }
}
