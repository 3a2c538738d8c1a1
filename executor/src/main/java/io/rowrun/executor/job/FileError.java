package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Why an output file of a job is not there. It does not fail the job.
 *
 * @param path as its user declared it
 * @param var the name by which {@code cmd} knows it; null: it has none
 */
public record FileError(String path, @Nullable String var, String description, Type type) {
  public FileError {
    requireNonNull(path);
    var = Copies.emptyToNull(var);
    requireNonNull(description);
    requireNonNull(type);
  }

  /** The kinds of failure. */
  public enum Type {
    /** The wire's zero value; we never make it. */
    UNSPECIFIED,
    /** It is there and could not be kept. */
    UPLOAD_FAILED,
    /** The program did not write it. */
    NOT_FOUND
  }
}
