package io.rowrun.server.submit;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Calls that are made again while the server cannot be reached, so that they must do the same when
 * they are made twice.
 */
final class Rpc {
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern FROM_THE_SYSTEM = Pattern.compile("^finishConnect.* failed[^:]*: ");
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private Rpc() {}

  /**
   * Makes a call, and makes it again for ten seconds while there is no connection.
   *
   * @param deed for the message, such as "create the job"
   * @throws SubmitException if it failed
   */
  static <T> T call(String deed, Supplier<T> call) {
    long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (!isConnectionLost(e.getStatus()) || System.nanoTime() > deadlineNanos) {
          throw failure(deed, e);
        }
        pause(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  /**
   * Whether the same call may succeed a moment later. No server says CANCELLED of its own will; one
   * that ends while it answers does.
   */
  static boolean isConnectionLost(Status status) {
    String description = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
      case INTERNAL -> description.contains("RST_STREAM");
      case UNKNOWN -> description.contains("channel closed");
      default -> false;
    };
  }

  static SubmitException failure(String deed, StatusRuntimeException e) {
    return new SubmitException("cannot " + deed + ": " + describe(e), e);
  }

  /** One line for the user. */
  static String describe(StatusRuntimeException e) {
    Status status = e.getStatus();
    if (status.getCode() == Status.Code.UNAVAILABLE && status.getCause() != null) {
      return "cannot reach the server: " + root(status.getCause());
    }
    String text =
        status.getDescription() == null
            ? "the call ended with " + status.getCode()
            : status.getDescription().replaceAll("\\s*\\R\\s*", " ");
    String request = e.getTrailers() == null ? null : e.getTrailers().get(REQUEST_ID);
    return request == null || text.contains(request) ? text : text + " (request " + request + ")";
  }

  private static String root(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = cause.getMessage() == null ? root.getMessage() : cause.getMessage();
    return FROM_THE_SYSTEM.matcher(String.valueOf(message)).replaceFirst("");
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubmitException("interrupted", e);
    }
  }
}
