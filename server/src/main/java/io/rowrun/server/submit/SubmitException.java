package io.rowrun.server.submit;

import org.jspecify.annotations.Nullable;

/** Why a command could not do what it was asked for; the message is one line for its user. */
final class SubmitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SubmitException(String message) {
    this(message, null);
  }

  SubmitException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
