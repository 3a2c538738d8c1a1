package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

/**
 * The extra disk that a job wants.
 *
 * @param sizeGb in units of 2^30 bytes
 */
public record WorkingStorage(Type type, long sizeGb) {
  public WorkingStorage {
    requireNonNull(type);
  }

  /** The kinds of disk. */
  public enum Type {
    /** Not said. */
    UNSPECIFIED,
    /** Solid state. */
    SSD
  }
}
