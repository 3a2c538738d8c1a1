package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Operation;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long the data of jobs is kept: their files and logs, not their rows. What is cleared here is
 * gone for everybody from then on; the bytes are the caller's to remove. Thread-safe.
 */
public final class JobDataStore {
  private static final String FINAL = "status IN ('SUCCESS', 'ERROR', 'CANCELLED')";
  private static final String EXPIRING =
      " FROM jobs WHERE data_cleared = FALSE AND data_expires_at IS NOT NULL";
  static final String EXPIRED =
      "SELECT id" + EXPIRING + " AND data_expires_at <= ? ORDER BY data_expires_at LIMIT ?";
  static final String NEXT_EXPIRY =
      "SELECT data_expires_at" + EXPIRING + " ORDER BY data_expires_at LIMIT 1";
  private static final String CLEAR =
      "UPDATE jobs SET data_cleared = TRUE, data_size_bytes = 0 WHERE ";

  private final Transactions transactions;

  JobDataStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Changes how long the data of a job is kept after its end; if it has ended, when it goes.
   *
   * @param ttl null: for ever
   * @throws ExecutorException NOT_FOUND, or FAILED_PRECONDITION if the data is cleared already
   */
  public void setTtl(String jobId, @Nullable Duration ttl) {
    transactions.write(
        session -> {
          LockedJob.get(session, jobId).requireData();
          session.update("UPDATE jobs SET data_ttl_millis = ? WHERE id = ?", ttl, jobId);
          return session.update(
              "UPDATE jobs SET data_expires_at = finished_at + data_ttl_millis"
                  + " WHERE id = ? AND finished_at IS NOT NULL",
              jobId);
        });
  }

  /**
   * Clears the data of a job that has ended; nothing changes if it is cleared already.
   *
   * @throws ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it has not ended
   */
  public Removal clear(String jobId, Operation operation, @Nullable RequestKey key) {
    return transactions.write(
        session -> {
          LockedJob job = LockedJob.get(session, jobId);
          if (!job.status().isFinal()) {
            throw new ExecutorException(
                ErrorCode.FAILED_PRECONDITION,
                "job "
                    + jobId
                    + " is "
                    + job.status()
                    + ": only the data of a job that has ended can be deleted");
          }
          Optional<Operation> earlier = RequestKeys.take(session, key, operation);
          if (earlier.isEmpty()) {
            OperationRows.insert(session, operation);
          }
          return new Removal(earlier.orElse(operation), clear(session, job));
        });
  }

  /**
   * Clears the data of all jobs of a project that have ended; the others are left as they are.
   *
   * @return the operation that did it: {@code operation}, or that of the same key before
   */
  public Operation clearAll(String projectId, Operation operation, @Nullable RequestKey key) {
    return transactions.write(
        session -> {
          ProjectStore.require(session, projectId);
          Optional<Operation> earlier = RequestKeys.take(session, key, operation);
          if (earlier.isPresent()) {
            return earlier.get();
          }
          session.update(
              "DELETE FROM job_contents WHERE job_id IN (SELECT id FROM jobs WHERE project_id = ?"
                  + " AND data_cleared = FALSE AND "
                  + FINAL
                  + ")",
              projectId);
          session.update(CLEAR + "project_id = ? AND data_cleared = FALSE AND " + FINAL, projectId);
          OperationRows.insert(session, operation);
          return operation;
        });
  }

  /** Jobs of a project whose data {@link #clearAll} leaves, for they have not ended. */
  public List<String> unfinished(String projectId, int limit) {
    return transactions.read(
        session ->
            session.list(
                "SELECT id FROM jobs WHERE project_id = ? AND status IN ('CREATING', 'PREPARING',"
                    + " 'EXECUTING', 'UPLOADING_OUTPUT', 'CANCELLING') LIMIT ?",
                Row::text,
                projectId,
                limit));
  }

  /** Clears the data of jobs whose time has come, the oldest first, so many at most. */
  public List<Cleared> expire(Instant now, int limit) {
    List<String> expired =
        transactions.read(session -> session.list(EXPIRED, Row::text, now, limit));
    return expired.stream().flatMap(jobId -> expire(jobId, now).stream()).toList();
  }

  /** When {@link #expire} has something to do; empty: never, as things stand. */
  public Optional<Instant> nextExpiry() {
    return transactions.read(session -> session.first(NEXT_EXPIRY, Row::instant));
  }

  /** Which of these jobs, 1,000 at most, have no data any more. */
  public Set<String> cleared(Collection<String> jobIds) {
    return Set.copyOf(
        transactions.read(
            session ->
                session.list(
                    "SELECT id FROM jobs WHERE data_cleared = TRUE AND id IN ("
                        + Session.places(jobIds.size())
                        + ")",
                    Row::text,
                    jobIds.toArray())));
  }

  /** Its time may have been put off meanwhile. */
  private Optional<Cleared> expire(String jobId, Instant now) {
    return transactions.write(
        session -> {
          Optional<LockedJob> job = LockedJob.find(session, jobId);
          boolean due =
              session
                  .first(
                      "SELECT id" + EXPIRING + " AND data_expires_at <= ? AND id = ?",
                      Row::text,
                      now,
                      jobId)
                  .isPresent();
          return due && job.isPresent()
              ? Optional.of(clear(session, job.get()))
              : Optional.<Cleared>empty();
        });
  }

  private static Cleared clear(Session session, LockedJob job) throws SQLException {
    Cleared cleared = new Cleared(job.projectId(), job.id(), JobContents.of(session, job.id()));
    JobContents.forget(session, job.id());
    session.update(CLEAR + "id = ?", job.id());
    return cleared;
  }
}
