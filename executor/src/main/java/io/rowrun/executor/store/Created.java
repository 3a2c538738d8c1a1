package io.rowrun.executor.store;

import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;

/**
 * What a Create gave.
 *
 * @param isNew false: an earlier Create with the same idempotency key made it
 */
public record Created(Job job, Operation operation, boolean isNew) {}
