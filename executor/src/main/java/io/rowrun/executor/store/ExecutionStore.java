package io.rowrun.executor.store;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Executions: the queue, its leases, and how each run goes. Job, execution and operation always
 * change together. Thread-safe; what returned is on disk.
 *
 * <p>Writes that take a {@link Lease} do nothing and return false if the lease was lost: somebody
 * else has the execution now, or it has ended.
 */
public final class ExecutionStore {
  private static final String SELECT = "SELECT " + ExecutionRows.COLUMNS + " FROM executions";
  private static final String BY_ID = SELECT + " WHERE id = ?";
  private static final String BY_JOB = SELECT + " WHERE job_id = ?";
  private static final String OLDEST_FIRST = " ORDER BY created_at, id";
  static final String NEWEST = newestFrom("executions");
  static final String HELD = SELECT + " WHERE owner = ?" + OLDEST_FIRST;
  static final String CANCELLING = SELECT + " WHERE owner = ? AND state = ?" + OLDEST_FIRST;
  private static final Comparator<Execution> AGE =
      Comparator.comparing(Execution::createdAt).thenComparing(Execution::id);

  private final Transactions transactions;

  ExecutionStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Puts a run of a job into the queue: CREATING → PREPARING. A job runs once: if it has a run,
   * ended or not, that one and its operation are returned.
   *
   * @param execution as {@link Execution#queued} makes it; its id is the operation's
   * @throws ExecutorException NOT_FOUND, or FAILED_PRECONDITION naming both states
   */
  public Enqueued enqueue(String jobId, Execution execution, Operation operation) {
    return enqueue(jobId, execution, operation, null);
  }

  /**
   * The same for a request that its client may send again.
   *
   * @param key null: none
   * @throws ExecutorException ALREADY_EXISTS too, if the key stands for another request
   */
  public Enqueued enqueue(
      String jobId, Execution execution, Operation operation, @Nullable RequestKey key) {
    checkBelongsTogether(jobId, execution, operation);
    return transactions.write(
        session -> {
          LockedJob job = LockedJob.get(session, jobId);
          RequestKeys.take(session, key, operation);
          if (job.dataCleared()) {
            throw new ExecutorException(
                ErrorCode.FAILED_PRECONDITION,
                "the data of job " + jobId + " was cleared: it cannot be executed");
          }
          Optional<Execution> earlier = session.first(BY_JOB, ExecutionRows::read, jobId);
          if (earlier.isPresent()) {
            Operation known = OperationRows.find(session, earlier.get().id()).orElseThrow();
            RequestKeys.point(session, key, known);
            return new Enqueued(earlier.get(), known, false);
          }
          job.become(JobStatus.PREPARING, execution.createdAt(), "");
          ExecutionRows.insert(session, execution);
          OperationRows.insert(session, operation);
          return new Enqueued(execution, operation, true);
        });
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
    return transactions.write(
        session -> {
          List<Execution> claimed =
              session.list(
                  claimStatement(session.dialect()),
                  ExecutionRows::read,
                  totalSlots,
                  limit,
                  owner,
                  leaseUntil,
                  freeSlots);
          claimed.sort(AGE);
          return claimed;
        });
  }

  /** Prolongs every lease of the owner, and says how many these are. */
  public int renew(String owner, Instant leaseUntil) {
    return transactions.write(
        session ->
            session.update(
                "UPDATE executions SET lease_until = ? WHERE owner = ?", leaseUntil, owner));
  }

  /** What the owner has claimed and not finished, the oldest first: after a restart too. */
  public List<Execution> held(String owner) {
    return transactions.read(session -> session.list(HELD, ExecutionRows::read, owner));
  }

  /** What of that somebody wants cancelled. */
  public List<Execution> cancelling(String owner) {
    return transactions.read(
        session -> session.list(CANCELLING, ExecutionRows::read, owner, JobStatus.CANCELLING));
  }

  /**
   * The program is started: PREPARING → EXECUTING. An execution that is being cancelled stays so,
   * and one that was started before stays as it is.
   */
  public boolean started(Lease lease, Start start) {
    return transactions.write(session -> new ExecutionSteps(session).started(lease, start));
  }

  /** The program has ended: EXECUTING → UPLOADING_OUTPUT, with the same two exceptions. */
  public boolean collecting(Lease lease, Instant at) {
    return transactions.write(session -> new ExecutionSteps(session).collecting(lease, at));
  }

  /**
   * What the program says of itself.
   *
   * @param percent 0 to 100; null: not said
   * @param message null: not said
   * @param reportedAt when it says that it said so
   */
  public boolean progress(
      Lease lease,
      @Nullable Integer percent,
      @Nullable String message,
      Instant reportedAt,
      Instant at) {
    String storable = message == null ? null : message.replace('\0', '\uFFFD');
    return transactions.write(
            session ->
                session.update(
                    "UPDATE executions SET progress = ?, progress_message = ?, progress_at = ?,"
                        + " modified_at = ? WHERE id = ? AND owner = ? AND epoch = ?",
                    percent,
                    storable,
                    reportedAt,
                    at,
                    lease.executionId(),
                    lease.owner(),
                    lease.epoch()))
        == 1;
  }

  /**
   * Ends an execution, its job and its operation, and the lease. If it is being cancelled, an
   * outcome without an error becomes CANCELLED, return code and outputs kept: whoever cancelled was
   * told so. A program that ended by itself passes through UPLOADING_OUTPUT here.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming both states, as for SUCCESS before {@link
   *     #started}
   */
  public boolean finish(Lease lease, Outcome outcome) {
    return transactions.write(session -> new ExecutionSteps(session).finish(lease, outcome));
  }

  /**
   * Asks for the end of a job. One that nobody claimed is CANCELLED when this returns; of a claimed
   * one the owner sees it by {@link #cancelling}. A later request replaces an earlier one, unless
   * it would turn a kill into a graceful end.
   *
   * @return CANCELLED or CANCELLING
   * @throws ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it ended
   */
  public JobStatus requestCancel(String jobId, CancelRequest request) {
    return transactions.write(session -> new ExecutionSteps(session).requestCancel(jobId, request));
  }

  /** The execution of that id; that of a deleted job too. */
  public Optional<Execution> find(String executionId) {
    return transactions.read(session -> session.first(BY_ID, ExecutionRows::read, executionId));
  }

  /**
   * The execution of that id; that of a deleted job too.
   *
   * @throws ExecutorException NOT_FOUND
   */
  public Execution get(String executionId) {
    return find(executionId)
        .orElseThrow(() -> Transactions.notFound("Unknown execution " + executionId));
  }

  /** The execution of a job; empty if it was never executed, or is deleted. */
  public Optional<Execution> ofJob(String jobId) {
    return transactions.read(
        session -> session.first(BY_JOB + " AND job_deleted = FALSE", ExecutionRows::read, jobId));
  }

  /** Which of these jobs, 1,000 at most, have run and ended, be they deleted or not. */
  public Set<String> ended(Collection<String> jobIds) {
    return jobsWhere("state IN ('SUCCESS', 'ERROR', 'CANCELLED')", jobIds);
  }

  /** Which of these jobs, 1,000 at most, have run and were deleted. */
  public Set<String> deleted(Collection<String> jobIds) {
    return jobsWhere("job_deleted = TRUE", jobIds);
  }

  private Set<String> jobsWhere(String condition, Collection<String> jobIds) {
    return Set.copyOf(
        transactions.read(
            session ->
                session.list(
                    "SELECT job_id FROM executions WHERE job_id IN ("
                        + Session.places(jobIds.size())
                        + ") AND "
                        + condition,
                    Row::text,
                    jobIds.toArray())));
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
    PageToken start = Keyset.orStart(after);
    List<@Nullable Object> values = new ArrayList<>(jobIds);
    Collections.addAll(values, projectId, start.createdAtMillis(), start.id(), pageSize + 1);
    String statement = jobIds.isEmpty() ? NEWEST : newestOfJobs(jobIds.size());
    return Keyset.page(
        transactions.read(
            session -> session.list(statement, ExecutionRows::read, values.toArray())),
        pageSize,
        execution -> new PageToken(execution.createdAt().toEpochMilli(), execution.id()));
  }

  /**
   * The jobs' executions are found first, MATERIALIZED: a database that reads along the order
   * instead would read the whole project.
   */
  static String newestOfJobs(int jobCount) {
    return "WITH executions_of_jobs AS MATERIALIZED (SELECT * FROM executions WHERE job_id IN ("
        + Session.places(jobCount)
        + ")) "
        + newestFrom("executions_of_jobs");
  }

  private static String newestFrom(String table) {
    return "SELECT "
        + ExecutionRows.COLUMNS
        + " FROM "
        + table
        + " WHERE project_id = ? AND job_deleted = FALSE AND "
        + Keyset.BEHIND
        + Keyset.ORDER
        + " LIMIT ?";
  }

  /** The inner list is MATERIALIZED so that PostgreSQL locks each row once. */
  static String claimStatement(Dialect dialect) {
    return "WITH queued AS MATERIALIZED ("
        + "SELECT id, created_at, slots FROM executions"
        + " WHERE state = 'PREPARING' AND owner IS NULL AND slots <= ?"
        + OLDEST_FIRST
        + " LIMIT ?"
        + dialect.skipLocked()
        + "), fitting AS ("
        + "SELECT id, SUM(slots) OVER (ORDER BY created_at, id) AS needed FROM queued)"
        + " UPDATE executions SET owner = ?, lease_until = ?, epoch = epoch + 1"
        + " WHERE id IN (SELECT id FROM fitting WHERE needed <= ?) RETURNING "
        + ExecutionRows.COLUMNS;
  }

  private static void checkBelongsTogether(String jobId, Execution execution, Operation operation) {
    if (!execution.jobId().equals(jobId) || !execution.id().equals(operation.id())) {
      throw new IllegalArgumentException(
          "execution "
              + execution.id()
              + " of "
              + execution.jobId()
              + " is none of job "
              + jobId
              + " by operation "
              + operation.id());
    }
  }
}
