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

  /** The same with the key that the job itself names, for whatever request. */
  public Created create(Job job, Operation operation) {
    String key = job.idempotencyKey();
    return create(job, operation, key == null ? null : new RequestKey(key, null));
  }

  /**
   * Keeps a new job with the operation that made it. A job whose key its project knows is not made
   * again: the earlier one and its operation are returned.
   *
   * @param key null: none
   * @throws ExecutorException NOT_FOUND if there is no such project or parent job,
   *     FAILED_PRECONDITION if the parent's data was cleared, ALREADY_EXISTS if the key stands for
   *     another request
   */
  public Created create(Job job, Operation operation, @Nullable RequestKey key) {
    return transactions.write(
        session -> {
          ProjectStore.require(session, job.projectId());
          Optional<Operation> earlier = RequestKeys.take(session, key, operation);
          if (earlier.isPresent()) {
            return earlier(session, earlier.get());
          }
          if (job.parentJobId() != null) {
            LockedJob.get(session, job.parentJobId()).requireData();
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
   * Forgets a job that does not run, with its events; its operations stay. Its directory and what
   * it alone used are the caller's to remove.
   *
   * @throws ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it runs or waits to run
   */
  public Removal delete(String jobId, Operation operation, @Nullable RequestKey key) {
    return transactions.write(
        session -> {
          LockedJob job = LockedJob.get(session, jobId);
          if (job.status() != JobStatus.CREATING && !job.status().isFinal()) {
            throw new ExecutorException(
                ErrorCode.FAILED_PRECONDITION,
                "job " + jobId + " is " + job.status() + ": cancel it before it is deleted");
          }
          Cleared left = new Cleared(job.projectId(), jobId, JobContents.of(session, jobId));
          RequestKeys.take(session, key, operation);
          session.update("UPDATE executions SET job_deleted = TRUE WHERE job_id = ?", jobId);
          JobContents.forget(session, jobId);
          session.update("DELETE FROM jobs WHERE id = ?", jobId);
          OperationRows.insert(session, operation);
          return new Removal(operation, left);
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

  private static Created earlier(Session session, Operation operation) throws SQLException {
    String jobId = String.valueOf(operation.jobId());
    return new Created(find(session, jobId).orElse(null), operation, false);
  }
}
