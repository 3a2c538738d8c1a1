package io.rowrun.executor.store;

import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Operation;

/**
 * What an Execute gave.
 *
 * @param isNew false: the job had been executed before, and this is that run
 */
public record Enqueued(Execution execution, Operation operation, boolean isNew) {}
