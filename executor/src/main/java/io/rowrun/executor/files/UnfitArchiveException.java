package io.rowrun.executor.files;

import java.io.IOException;

/** An archive that is not unpacked; the message tells why. */
final class UnfitArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  UnfitArchiveException(String why) {
    super(why);
  }
}
