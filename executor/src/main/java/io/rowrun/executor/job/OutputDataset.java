package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

/**
 * A dataset that a job made.
 *
 * @param id by which later jobs mount it
 */
public record OutputDataset(OutputDatasetDesc desc, String id) {
  public OutputDataset {
    requireNonNull(desc);
    requireNonNull(id);
  }
}
