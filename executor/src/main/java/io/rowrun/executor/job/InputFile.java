package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A file that a job reads, as its user declared it; its bytes may not have arrived yet.
 *
 * @param path as its user wrote it, relative to the working directory unless it has a variable
 * @param var the name by which {@code cmd} knows it; null: it has none
 * @param sha256 of the bytes to upload, in lower-case hex; empty: not declared
 * @param sizeBytes of the bytes to upload
 * @param compression of the bytes to upload
 */
public record InputFile(
    String path, @Nullable String var, String sha256, long sizeBytes, Compression compression) {
  public InputFile {
    requireNonNull(path);
    var = Copies.emptyToNull(var);
    requireNonNull(sha256);
    requireNonNull(compression);
  }
}
