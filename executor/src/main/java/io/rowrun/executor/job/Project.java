package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/** What jobs, operations and files belong to. Created at a whole millisecond. */
public record Project(
    String id,
    String name,
    String description,
    Map<String, String> labels,
    Instant createdAt,
    String createdBy) {
  public Project {
    requireNonNull(id);
    requireNonNull(name);
    requireNonNull(description);
    labels = Copies.copyOf(labels);
    createdAt = Copies.millis(createdAt);
    requireNonNull(createdBy);
  }
}
