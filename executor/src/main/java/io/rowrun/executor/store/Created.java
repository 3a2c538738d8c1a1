package io.rowrun.executor.store;

import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What a Create gave.
 *
 * @param job null: an earlier Create made it, and it was deleted since
 * @param isNew false: an earlier Create with the same idempotency key made it
 */
public record Created(@Nullable Job job, Operation operation, boolean isNew) {}
