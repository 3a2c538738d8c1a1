package io.rowrun.executor.queue;

import io.rowrun.executor.job.InstanceTypes;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The node whose executions a queue runs.
 *
 * @param id under which it leases executions; stable for a data directory, so that a restarted node
 *     takes back its own at once
 * @param host where it runs, as people call it
 * @param instanceTypes what it can give, and so how much runs at a time
 * @param executionTimeout after how long a program is stopped; null: never
 * @param sampleInterval how often it is noted what a running program uses
 */
public record Node(
    String id,
    String host,
    InstanceTypes instanceTypes,
    @Nullable Duration executionTimeout,
    Duration sampleInterval) {
  public Node {
    Objects.requireNonNull(id);
    Objects.requireNonNull(host);
    Objects.requireNonNull(instanceTypes);
    Objects.requireNonNull(sampleInterval);
  }
}
