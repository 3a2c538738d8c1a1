package io.rowrun.executor.resource;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A directory of the host that jobs see under an id.
 *
 * @param path absolute; whether it is there is known when a job starts
 * @param readOnly whether jobs may only read it
 */
public record Mount(String id, Path path, boolean readOnly) {
  public Mount {
    requireNonNull(id);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("not absolute: " + path);
    }
  }
}
