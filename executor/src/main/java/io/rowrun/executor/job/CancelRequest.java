package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Somebody's wish that an execution ends.
 *
 * @param reason one line for people; may be empty
 * @param graceful whether the program is asked first, as its parameters say; else it is killed
 */
public record CancelRequest(String reason, boolean graceful, Instant at) {
  public CancelRequest {
    requireNonNull(reason);
    at = Copies.millis(at);
  }

  /** What the operation of a cancelled execution says. */
  public String message() {
    return reason.isBlank() ? "Canceled by user" : "Canceled by user: " + reason;
  }
}
