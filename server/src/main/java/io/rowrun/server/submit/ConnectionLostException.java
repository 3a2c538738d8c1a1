package io.rowrun.server.submit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A transfer that may go well when it is tried again. */
final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1;

  ConnectionLostException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
