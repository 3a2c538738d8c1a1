package io.rowrun.executor.store;

import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobEvent;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jobs and the events of their lives. Thread-safe; what returned is on disk. */
public final class JobStore {
  JobStore() {}

  /**
   * Keeps a new job with the operation that made it. A job whose idempotency key its project knows
   * is not made again: the earlier one and its operation are returned.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND if there is no such project,
   *     ALREADY_EXISTS if the key belongs to a job that was deleted
   */
  public Created create(Job job, Operation operation) {
    throw new UnsupportedOperationException();
  }

  /** The job of that id. */
  public Optional<Job> find(String jobId) {
    throw new UnsupportedOperationException();
  }

  /**
   * The job of that id.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND
   */
  public Job get(String jobId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Jobs of a project, the newest first.
   *
   * @param statuses only jobs in one of these; empty: in any
   * @param pageSize at least 1
   * @param after where to go on; null: at the start
   */
  public Page<Job> list(
      String projectId, Set<JobStatus> statuses, int pageSize, @Nullable PageToken after) {
    throw new UnsupportedOperationException();
  }

  /** What happened to a job, in order; empty if there is no such job. */
  public List<JobEvent> events(String jobId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Forgets a job that does not run, with its events; its operations stay. Files and logs are the
   * caller's matter.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it runs
   *     or waits to run
   */
  public void delete(String jobId, Operation operation) {
    throw new UnsupportedOperationException();
  }
}
