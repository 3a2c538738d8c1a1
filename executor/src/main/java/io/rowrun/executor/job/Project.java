package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * What jobs, operations and files belong to. Created at a whole millisecond.
 *
 * @param communityId as its creator gave it; empty: none. It means nothing here
 * @param settings of the vendor's computing, as JSON; empty: none. Kept and given back, no more
 * @param limits of spending, as JSON; empty: none. Kept and given back, no more
 */
public record Project(
    String id,
    String name,
    String description,
    Map<String, String> labels,
    Instant createdAt,
    String createdBy,
    String communityId,
    String settings,
    String limits) {
  public Project {
    requireNonNull(id);
    requireNonNull(name);
    requireNonNull(description);
    labels = Copies.copyOf(labels);
    createdAt = Copies.millis(createdAt);
    requireNonNull(createdBy);
    requireNonNull(communityId);
    requireNonNull(settings);
    requireNonNull(limits);
  }

  /** A project of which nothing is known but its id, which is its name too. */
  public static Project named(String id, Instant createdAt, String createdBy) {
    return new Project(id, id, "", Map.of(), createdAt, createdBy, "", "", "");
  }
}
