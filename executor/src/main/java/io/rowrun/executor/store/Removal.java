package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

import io.rowrun.executor.job.Operation;

/**
 * What a deletion gave.
 *
 * @param operation that did it; perhaps an earlier one of the same key
 * @param left what is to be removed now
 */
public record Removal(Operation operation, Cleared left) {
  public Removal {
    requireNonNull(operation);
    requireNonNull(left);
  }
}
