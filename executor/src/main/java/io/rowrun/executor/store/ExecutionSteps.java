package io.rowrun.executor.store;

import static io.rowrun.executor.job.JobStatus.CANCELLED;
import static io.rowrun.executor.job.JobStatus.CANCELLING;
import static io.rowrun.executor.job.JobStatus.CREATING;
import static io.rowrun.executor.job.JobStatus.EXECUTING;
import static io.rowrun.executor.job.JobStatus.PREPARING;
import static io.rowrun.executor.job.JobStatus.UPLOADING_OUTPUT;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * The steps of a run, each within the caller's transaction. Every one takes the row of the job
 * first, so that steps of one job come after each other.
 */
final class ExecutionSteps {
  private static final String HELD = " WHERE id = ? AND owner = ? AND epoch = ?";

  private final Session session;

  ExecutionSteps(Session session) {
    this.session = session;
  }

  boolean started(Lease lease, Start start) throws SQLException {
    Optional<LockedJob> held = lockHeld(lease);
    if (held.isEmpty()) {
      return false;
    }
    LockedJob job = held.get();
    if (hasStarted(lease)) {
      return true;
    }
    if (job.status() != CANCELLING) {
      job.become(EXECUTING, start.at(), "");
    }
    session.update(
        "UPDATE executions SET state = ?, modified_at = ?, started_at = ?, engine = ?, host = ?"
            + HELD,
        job.status(),
        start.at(),
        start.at(),
        start.engine(),
        start.host(),
        lease.executionId(),
        lease.owner(),
        lease.epoch());
    session.update(
        "UPDATE jobs SET started_at = ?, actual_instance_type = ? WHERE id = ?",
        start.at(),
        start.instanceType(),
        job.id());
    return true;
  }

  boolean collecting(Lease lease, Instant at) throws SQLException {
    Optional<LockedJob> held = lockHeld(lease);
    if (held.isEmpty()) {
      return false;
    }
    LockedJob job = held.get();
    if (job.status() == UPLOADING_OUTPUT || job.status() == CANCELLING) {
      return true;
    }
    job.become(UPLOADING_OUTPUT, at, "");
    session.update(
        "UPDATE executions SET state = ?, modified_at = ?" + HELD,
        job.status(),
        at,
        lease.executionId(),
        lease.owner(),
        lease.epoch());
    return true;
  }

  boolean finish(Lease lease, Outcome given) throws SQLException {
    Optional<LockedJob> held = lockHeld(lease);
    if (held.isEmpty()) {
      return false;
    }
    LockedJob job = held.get();
    Outcome outcome =
        job.status() == CANCELLING && given.errorCode() == null
            ? given.cancelled(cancelRequest(lease.executionId()))
            : given;
    if (job.status() == EXECUTING && outcome.returnCode() != null) {
      job.become(UPLOADING_OUTPUT, outcome.finishedAt(), "");
    }
    job.become(outcome.status(), outcome.finishedAt(), outcome.statusDetails());
    endJob(job, outcome);
    endExecution(lease.executionId(), outcome);
    OperationRows.end(
        session,
        lease.executionId(),
        outcome.finishedAt(),
        outcome.errorCode(),
        outcome.errorMessage());
    return true;
  }

  JobStatus requestCancel(String jobId, CancelRequest request) throws SQLException {
    LockedJob job = LockedJob.get(session, jobId);
    if (job.status().isFinal()) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "job " + jobId + " has ended (" + job.status() + ") and cannot be cancelled");
    }
    if (job.status() == CREATING || (job.status() == PREPARING && unqueue(jobId, request))) {
      job.become(CANCELLING, request.at(), request.reason());
      job.become(CANCELLED, request.at(), request.reason());
      session.update(
          "UPDATE jobs SET finished_at = ?, data_expires_at = ? WHERE id = ?",
          request.at(),
          job.dataExpiry(request.at()),
          jobId);
    } else {
      noteRequest(job, request);
    }
    return job.status();
  }

  /** Takes the job of an execution that the lease still covers. */
  private Optional<LockedJob> lockHeld(Lease lease) throws SQLException {
    Optional<String> jobId = jobHeld(lease);
    if (jobId.isEmpty()) {
      return Optional.empty();
    }
    Optional<LockedJob> job = LockedJob.find(session, jobId.get());
    // Whoever held the row before may have ended the execution.
    return jobHeld(lease).isEmpty() ? Optional.empty() : job;
  }

  private boolean hasStarted(Lease lease) throws SQLException {
    return session
        .first(
            "SELECT id FROM executions WHERE id = ? AND started_at IS NOT NULL",
            Row::text,
            lease.executionId())
        .isPresent();
  }

  private Optional<String> jobHeld(Lease lease) throws SQLException {
    return session.first(
        "SELECT job_id FROM executions" + HELD,
        Row::text,
        lease.executionId(),
        lease.owner(),
        lease.epoch());
  }

  private void endJob(LockedJob job, Outcome outcome) throws SQLException {
    session.update(
        "UPDATE jobs SET finished_at = ?, data_expires_at = ?, data_size_bytes = ?,"
            + " output_files = ?, file_errors = ?, log_files = ?, diagnostic_files = ?,"
            + " output_datasets = ? WHERE id = ?",
        outcome.finishedAt(),
        job.dataExpiry(outcome.finishedAt()),
        outcome.dataSizeBytes(),
        Json.STORED_FILES.write(outcome.outputFiles()),
        Json.FILE_ERRORS.write(outcome.fileErrors()),
        Json.STORED_FILES.write(outcome.logFiles()),
        Json.STORED_FILES.write(outcome.diagnosticFiles()),
        Json.OUTPUT_DATASETS.write(outcome.outputDatasets()),
        job.id());
    JobContents.noteOutputs(session, job.projectId(), job.id(), outcome.outputFiles());
    DatasetStore.insert(
        session, job.projectId(), job.id(), outcome.outputDatasets(), outcome.finishedAt());
  }

  private void endExecution(String executionId, Outcome outcome) throws SQLException {
    session.update(
        "UPDATE executions SET state = ?, modified_at = ?, finished_at = ?, owner = NULL,"
            + " lease_until = NULL, return_code = ?, error_code = ?, error_message = ?,"
            + " cpu_seconds = ?, max_rss_bytes = ?, output_files = ?, file_errors = ?,"
            + " output_datasets = ? WHERE id = ?",
        outcome.status(),
        outcome.finishedAt(),
        outcome.finishedAt(),
        outcome.returnCode(),
        outcome.errorCode(),
        outcome.errorMessage(),
        outcome.cpuSeconds(),
        outcome.maxRssBytes(),
        Json.STORED_FILES.write(outcome.outputFiles()),
        Json.FILE_ERRORS.write(outcome.fileErrors()),
        Json.OUTPUT_DATASETS.write(outcome.outputDatasets()),
        executionId);
  }

  /** Ends the job's execution if nobody has claimed it, and says whether that was so. */
  private boolean unqueue(String jobId, CancelRequest request) throws SQLException {
    int ended =
        session.update(
            "UPDATE executions SET state = ?, modified_at = ?, finished_at = ?, error_code = ?,"
                + " error_message = ?, cancel_reason = ?, cancel_graceful = ?, cancel_at = ?"
                + " WHERE job_id = ? AND owner IS NULL",
            CANCELLED,
            request.at(),
            request.at(),
            ErrorCode.CANCELLED,
            request.message(),
            request.reason(),
            request.graceful(),
            request.at(),
            jobId);
    if (ended == 0) {
      return false;
    }
    OperationRows.end(
        session, executionId(jobId), request.at(), ErrorCode.CANCELLED, request.message());
    return true;
  }

  private void noteRequest(LockedJob job, CancelRequest request) throws SQLException {
    boolean graceful =
        job.status() == CANCELLING
            ? request.graceful() && cancelRequest(executionId(job.id())).graceful()
            : request.graceful();
    if (job.status() != CANCELLING) {
      job.become(CANCELLING, request.at(), request.reason());
    }
    session.update(
        "UPDATE executions SET state = ?, modified_at = ?, cancel_reason = ?, cancel_graceful = ?,"
            + " cancel_at = ? WHERE job_id = ?",
        CANCELLING,
        request.at(),
        request.reason(),
        graceful,
        request.at(),
        job.id());
  }

  private String executionId(String jobId) throws SQLException {
    return session
        .first("SELECT id FROM executions WHERE job_id = ?", Row::text, jobId)
        .orElseThrow();
  }

  private CancelRequest cancelRequest(String executionId) throws SQLException {
    return session
        .first(
            "SELECT cancel_reason, cancel_graceful, cancel_at FROM executions WHERE id = ?",
            row -> new CancelRequest(row.text(), row.bool(), row.instant()),
            executionId)
        .orElseThrow();
  }
}
