package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The row of a job that nobody else may change before the transaction ends: the only way by which a
 * job changes its status. Whoever also changes the execution takes the job first. One thread.
 */
final class LockedJob {
  private final Session session;
  private final String id;
  private final String projectId;
  private final @Nullable Duration dataTtl;
  private final boolean dataCleared;
  private JobStatus status;
  private int lastEvent;

  private LockedJob(Session session, Row row) throws SQLException {
    this.session = session;
    id = row.text();
    projectId = row.text();
    status = row.status();
    lastEvent = row.integer();
    Long ttlMillis = row.longIntegerOrNull();
    dataTtl = ttlMillis == null ? null : Duration.ofMillis(ttlMillis);
    dataCleared = row.bool();
  }

  /** Takes the job of that id. */
  static Optional<LockedJob> find(Session session, String jobId) throws SQLException {
    return session.first(
        "SELECT id, project_id, status, last_event, data_ttl_millis, data_cleared FROM jobs WHERE id = ?"
            + session.dialect().forUpdate(),
        row -> new LockedJob(session, row),
        jobId);
  }

  /** Takes the job of that id, or says NOT_FOUND. */
  static LockedJob get(Session session, String jobId) throws SQLException {
    return find(session, jobId).orElseThrow(() -> Transactions.notFound("Unknown job " + jobId));
  }

  String id() {
    return id;
  }

  String projectId() {
    return projectId;
  }

  JobStatus status() {
    return status;
  }

  boolean dataCleared() {
    return dataCleared;
  }

  /** Says FAILED_PRECONDITION if the data of the job was cleared. */
  void requireData() {
    if (dataCleared) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION, "the data of job " + id + " was cleared");
    }
  }

  /** When the data of the job goes if it ends at that time; null: never. */
  @Nullable Instant dataExpiry(Instant finishedAt) {
    return dataTtl == null ? null : finishedAt.plus(dataTtl);
  }

  /** Takes the step and notes it among the job's events. */
  void become(JobStatus next, Instant at, String details) throws SQLException {
    if (!status.canBecome(next)) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "job " + id + " is " + status + " and cannot become " + next);
    }
    lastEvent++;
    session.update(
        "UPDATE jobs SET status = ?, status_details = ?, last_event = ? WHERE id = ?",
        next,
        details,
        lastEvent,
        id);
    noteEvent(session, id, lastEvent, at, status, next, details);
    status = next;
  }

  static void noteEvent(
      Session session,
      String jobId,
      int seq,
      Instant at,
      @Nullable JobStatus from,
      JobStatus to,
      String details)
      throws SQLException {
    session.update(
        "INSERT INTO job_events (job_id, seq, at_time, from_status, to_status, details)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        jobId,
        seq,
        at,
        from,
        to,
        details);
  }
}
