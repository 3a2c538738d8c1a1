package io.rowrun.executor.launcher;

import java.nio.file.Path;

/**
 * A file or directory of the host that a task in a container sees, at the same path.
 *
 * @param path absolute; if a part of it is a symbolic link, what that leads to is seen there
 */
public record Bind(Path path, Access access) {
  /** What the task may do with it. */
  public enum Access {
    READ_ONLY,
    READ_WRITE
  }

  public Bind {
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("bound path " + path + " is not absolute");
    }
  }
}
