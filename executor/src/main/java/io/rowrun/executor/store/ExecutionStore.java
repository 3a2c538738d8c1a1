package io.rowrun.executor.store;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Executions: the queue, its leases, and how each run goes. Job, execution and operation always
 * change together. Thread-safe; what returned is on disk.
 *
 * <p>Writes that take a {@link Lease} do nothing and return false if the lease was lost: somebody
 * else has the execution now, or it has ended.
 */
public final class ExecutionStore {
  ExecutionStore() {}

  /**
   * Puts a run of a job into the queue: CREATING → PREPARING. A job runs once: if it has a run,
   * ended or not, that one and its operation are returned.
   *
   * @param execution as {@link Execution#queued} makes it; its id is the operation's
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND, or FAILED_PRECONDITION naming both
   *     states
   */
  public Enqueued enqueue(String jobId, Execution execution, Operation operation) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes the oldest queued executions, as many as fit together into the free slots; each gets the
   * owner, the lease and the next epoch. One that fits only later is waited for, not overtaken; one
   * that needs more than {@code totalSlots} is passed over.
   *
   * @param freeSlots slots of the owner that nothing uses
   * @param totalSlots slots that the owner has
   * @param limit at most so many
   * @return the oldest first
   */
  public List<Execution> claim(
      String owner, int freeSlots, int totalSlots, Instant leaseUntil, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Prolongs every lease of the owner, and says how many these are. */
  public int renew(String owner, Instant leaseUntil) {
    throw new UnsupportedOperationException();
  }

  /** What the owner has claimed and not finished, the oldest first: after a restart too. */
  public List<Execution> held(String owner) {
    throw new UnsupportedOperationException();
  }

  /** What of that somebody wants cancelled. */
  public List<Execution> cancelling(String owner) {
    throw new UnsupportedOperationException();
  }

  /**
   * The program runs: PREPARING → EXECUTING. An execution that is being cancelled stays so, and one
   * that runs already stays as it is.
   */
  public boolean started(Lease lease, Start start) {
    throw new UnsupportedOperationException();
  }

  /** The program has ended: EXECUTING → UPLOADING_OUTPUT, with the same two exceptions. */
  public boolean collecting(Lease lease, Instant at) {
    throw new UnsupportedOperationException();
  }

  /**
   * What the program says of itself.
   *
   * @param percent 0 to 100; null: not said
   * @param message null: not said
   */
  public boolean progress(
      Lease lease, @Nullable Integer percent, @Nullable String message, Instant at) {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends an execution, its job and its operation, and the lease. If it is being cancelled, an
   * outcome without an error becomes CANCELLED, return code and outputs kept: whoever cancelled was
   * told so.
   *
   * @throws io.rowrun.executor.job.ExecutorException FAILED_PRECONDITION naming both states, as for
   *     SUCCESS before {@link #collecting}
   */
  public boolean finish(Lease lease, Outcome outcome) {
    throw new UnsupportedOperationException();
  }

  /**
   * Asks for the end of a job. One that nobody claimed is CANCELLED when this returns; of a claimed
   * one the owner sees it by {@link #cancelling}. A later request replaces an earlier one, unless
   * it would turn a kill into a graceful end.
   *
   * @return CANCELLED or CANCELLING
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it ended
   */
  public JobStatus requestCancel(String jobId, CancelRequest request) {
    throw new UnsupportedOperationException();
  }

  /** The execution of that id; that of a deleted job too. */
  public Optional<Execution> find(String executionId) {
    throw new UnsupportedOperationException();
  }

  /**
   * The execution of that id; that of a deleted job too.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND
   */
  public Execution get(String executionId) {
    throw new UnsupportedOperationException();
  }

  /** The execution of a job; empty if it was never executed, or is deleted. */
  public Optional<Execution> ofJob(String jobId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Executions of a project, the newest first, without those of deleted jobs.
   *
   * @param jobIds only of these jobs, 1,000 at most; empty: of any
   * @param pageSize at least 1
   * @param after where to go on; null: at the start
   */
  public Page<Execution> list(
      String projectId, Collection<String> jobIds, int pageSize, @Nullable PageToken after) {
    throw new UnsupportedOperationException();
  }
}
