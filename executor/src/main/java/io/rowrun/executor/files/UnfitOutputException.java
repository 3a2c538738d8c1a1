package io.rowrun.executor.files;

import java.io.IOException;

/** An output that is there and is not kept; the message tells why. */
final class UnfitOutputException extends IOException {
  private static final long serialVersionUID = 1L;

  UnfitOutputException(String why) {
    super(why);
  }
}
