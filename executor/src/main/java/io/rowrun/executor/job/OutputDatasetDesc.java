package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that a job is to make.
 *
 * @param sizeGb in units of 2^30 bytes
 * @param var the name by which {@code cmd} knows its directory; null: it has none
 */
public record OutputDatasetDesc(
    String name,
    String description,
    Map<String, String> labels,
    long sizeGb,
    @Nullable String var) {
  public OutputDatasetDesc {
    requireNonNull(name);
    requireNonNull(description);
    labels = Copies.copyOf(labels);
    var = Copies.emptyToNull(var);
  }
}
