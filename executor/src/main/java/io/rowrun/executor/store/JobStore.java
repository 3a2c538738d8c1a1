package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobEvent;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jobs and the events of their lives. Thread-safe; what returned is on disk. */
public final class JobStore {
  private static final String SELECT = "SELECT " + JobRows.COLUMNS + " FROM jobs";
  private static final String BY_ID = SELECT + " WHERE id = ?";
  static final String NEWEST =
      SELECT + " WHERE project_id = ? AND " + Keyset.BEHIND + Keyset.ORDER + " LIMIT ?";
  private static final String NEWEST_IDS_OF_STATUS =
      "SELECT id, created_at FROM (SELECT id, created_at FROM jobs"
          + " WHERE project_id = ? AND status = ? AND "
          + Keyset.BEHIND
          + Keyset.ORDER
          + " LIMIT ?) AS s";

  private final Transactions transactions;

  JobStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Keeps a new job with the operation that made it. A job whose idempotency key its project knows
   * is not made again: the earlier one and its operation are returned.
   *
   * @throws ExecutorException NOT_FOUND if there is no such project, ALREADY_EXISTS if the key
   *     belongs to a job that was deleted
   */
  public Created create(Job job, Operation operation) {
    return transactions.write(
        session -> {
          ProjectStore.require(session, job.projectId());
          if (!takeKey(session, job, operation)) {
            return earlier(session, job);
          }
          JobRows.insert(session, job, 1);
          JobContents.noteInputs(session, job);
          LockedJob.noteEvent(session, job.id(), 1, job.createdAt(), null, job.status(), "");
          OperationRows.insert(session, operation);
          return new Created(job, operation, true);
        });
  }

  /** The job of that id. */
  public Optional<Job> find(String jobId) {
    return transactions.read(session -> find(session, jobId));
  }

  /**
   * The job of that id.
   *
   * @throws ExecutorException NOT_FOUND
   */
  public Job get(String jobId) {
    return find(jobId).orElseThrow(() -> Transactions.notFound("Unknown job " + jobId));
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
    PageToken start = Keyset.orStart(after);
    List<Job> rows =
        statuses.isEmpty()
            ? listAll(projectId, pageSize + 1, start)
            : listByStatus(projectId, statuses, pageSize + 1, start);
    return Keyset.page(
        rows, pageSize, job -> new PageToken(job.createdAt().toEpochMilli(), job.id()));
  }

  /** What happened to a job, in order; empty if there is no such job. */
  public List<JobEvent> events(String jobId) {
    return transactions.read(
        session ->
            session.list(
                "SELECT job_id, seq, at_time, from_status, to_status, details FROM job_events"
                    + " WHERE job_id = ? ORDER BY seq",
                JobRows::readEvent,
                jobId));
  }

  /**
   * Forgets a job that does not run, with its events; its operations stay. Files and logs are the
   * caller's matter.
   *
   * @throws ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it runs or waits to run
   */
  public void delete(String jobId, Operation operation) {
    transactions.write(
        session -> {
          JobStatus status = LockedJob.get(session, jobId).status();
          if (status != JobStatus.CREATING && !status.isFinal()) {
            throw new ExecutorException(
                ErrorCode.FAILED_PRECONDITION,
                "job " + jobId + " is " + status + ": cancel it before it is deleted");
          }
          session.update("UPDATE executions SET job_deleted = TRUE WHERE job_id = ?", jobId);
          JobContents.forget(session, jobId);
          session.update("DELETE FROM jobs WHERE id = ?", jobId);
          OperationRows.insert(session, operation);
          return jobId;
        });
  }

  static Optional<Job> find(Session session, String jobId) throws SQLException {
    return session.first(BY_ID, JobRows::read, jobId);
  }

  private List<Job> listAll(String projectId, int limit, PageToken after) {
    return transactions.read(
        session ->
            session.list(
                NEWEST, JobRows::read, projectId, after.createdAtMillis(), after.id(), limit));
  }

  /** Each status is read along its index, so that a page costs the same in a large store. */
  private List<Job> listByStatus(
      String projectId, Set<JobStatus> statuses, int limit, PageToken after) {
    List<@Nullable Object> values = new ArrayList<>();
    for (JobStatus status : statuses) {
      Collections.addAll(values, projectId, status, after.createdAtMillis(), after.id(), limit);
    }
    values.add(limit);
    return transactions.read(
        session -> session.list(newestOfStatus(statuses.size()), JobRows::read, values.toArray()));
  }

  static String newestOfStatus(int statusCount) {
    String ids = String.join(" UNION ALL ", Collections.nCopies(statusCount, NEWEST_IDS_OF_STATUS));
    return SELECT
        + " WHERE id IN (SELECT id FROM ("
        + ids
        + ") AS u"
        + Keyset.ORDER
        + " LIMIT ?)"
        + Keyset.ORDER;
  }

  /** Whether the key, if there is one, is now this job's. */
  private static boolean takeKey(Session session, Job job, Operation operation)
      throws SQLException {
    if (job.idempotencyKey() == null) {
      return true;
    }
    return session.update(
            "INSERT INTO request_keys (idempotency_key, project_id, kind, job_id, operation_id)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            job.idempotencyKey(),
            job.projectId(),
            operation.kind(),
            job.id(),
            operation.id())
        == 1;
  }

  private static Created earlier(Session session, Job job) throws SQLException {
    Created earlier =
        session
            .first(
                "SELECT job_id, operation_id FROM request_keys"
                    + " WHERE project_id = ? AND idempotency_key = ?",
                row -> earlier(session, row.text(), row.text()),
                job.projectId(),
                job.idempotencyKey())
            .orElseThrow();
    return earlier;
  }

  private static Created earlier(Session session, String jobId, String operationId)
      throws SQLException {
    Job job =
        find(session, jobId)
            .orElseThrow(
                () ->
                    new ExecutorException(
                        ErrorCode.ALREADY_EXISTS,
                        "the idempotency key belongs to job " + jobId + ", which was deleted"));
    return new Created(job, OperationRows.find(session, operationId).orElseThrow(), false);
  }
}
