package io.rowrun.executor.files;

import java.io.IOException;

/** The files of a project cannot be written, as when the disk is full; later they may be. */
public final class NotKeptException extends IOException {
  private static final long serialVersionUID = 1L;

  NotKeptException(String path, IOException cause) {
    super("cannot keep '" + path + "': " + cause.getMessage(), cause);
  }
}
