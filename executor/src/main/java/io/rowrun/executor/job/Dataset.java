package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * Data that jobs of a project read, made by one of them. Created at a whole millisecond.
 *
 * @param sizeGb most that it may hold, in units of 2^30 bytes
 * @param jobId the job that made it; it may be gone
 */
public record Dataset(
    String id,
    String projectId,
    String name,
    String description,
    Map<String, String> labels,
    long sizeGb,
    String jobId,
    Instant createdAt) {
  public Dataset {
    requireNonNull(id);
    requireNonNull(projectId);
    requireNonNull(name);
    requireNonNull(description);
    labels = Copies.copyOf(labels);
    requireNonNull(jobId);
    createdAt = Copies.millis(createdAt);
  }
}
