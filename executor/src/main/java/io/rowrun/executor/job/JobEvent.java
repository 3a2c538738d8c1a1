package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a job's life.
 *
 * @param seq counts the steps of the job from 1
 * @param from null: the job was created
 * @param details one line for people; may be empty
 */
public record JobEvent(
    String jobId, int seq, Instant at, @Nullable JobStatus from, JobStatus to, String details) {
  public JobEvent {
    requireNonNull(jobId);
    at = Copies.millis(at);
    requireNonNull(to);
    requireNonNull(details);
  }
}
