package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

import io.rowrun.executor.job.Execution;

/**
 * The right of a node to write about an execution. It ends when another node claims the execution,
 * which raises the epoch, and when the execution ends.
 */
public record Lease(String executionId, String owner, long epoch) {
  public Lease {
    requireNonNull(executionId);
    requireNonNull(owner);
  }

  /** The lease of an execution that has an owner, as claimed or held. */
  public static Lease of(Execution execution) {
    return new Lease(execution.id(), requireNonNull(execution.owner()), execution.epoch());
  }
}
