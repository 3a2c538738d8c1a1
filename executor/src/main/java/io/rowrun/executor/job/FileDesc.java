package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Where a file of a job stands.
 *
 * @param path as its user wrote it, relative to the working directory unless it has a variable
 * @param var the name by which {@code cmd} knows it, as in {@code ${DATA}}; null: it has none
 */
public record FileDesc(String path, @Nullable String var) {
  public FileDesc {
    requireNonNull(path);
    var = Copies.emptyToNull(var);
  }
}
