package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A file whose bytes the project holds.
 *
 * @param path as its user wrote it
 * @param var the name by which {@code cmd} knows it; null: it has none
 * @param sha256 of the stored bytes, in lower-case hex
 * @param sizeBytes of the stored bytes
 * @param compression of the stored bytes
 */
public record StoredFile(
    String path, @Nullable String var, String sha256, long sizeBytes, Compression compression) {
  public StoredFile {
    requireNonNull(path);
    var = Copies.emptyToNull(var);
    requireNonNull(sha256);
    requireNonNull(compression);
  }
}
