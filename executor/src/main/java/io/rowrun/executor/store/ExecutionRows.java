package io.rowrun.executor.store;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.Execution;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates between executions and their rows. */
final class ExecutionRows {
  private static final List<String> COLUMN_LIST =
      List.of(
          "id",
          "job_id",
          "project_id",
          "state",
          "created_at",
          "modified_at",
          "created_by",
          "started_at",
          "finished_at",
          "slots",
          "owner",
          "lease_until",
          "epoch",
          "return_code",
          "error_code",
          "error_message",
          "progress",
          "progress_message",
          "progress_at",
          "cpu_seconds",
          "max_rss_bytes",
          "engine",
          "host",
          "cancel_reason",
          "cancel_graceful",
          "cancel_at",
          "output_files",
          "file_errors",
          "output_datasets");

  /** In the order that {@link #read} takes them. */
  static final String COLUMNS = String.join(", ", COLUMN_LIST);

  private static final String INSERT = insert();

  private ExecutionRows() {}

  static Execution read(Row row) throws SQLException {
    return new Execution(
        row.text(),
        row.text(),
        row.text(),
        row.status(),
        row.instant(),
        row.instant(),
        row.text(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.integer(),
        row.textOrNull(),
        row.instantOrNull(),
        row.longInteger(),
        row.integerOrNull(),
        row.errorCodeOrNull(),
        row.textOrNull(),
        row.integerOrNull(),
        row.textOrNull(),
        row.instantOrNull(),
        row.realOrNull(),
        row.longIntegerOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        cancel(row.textOrNull(), row.bool(), row.instantOrNull()),
        Json.STORED_FILES.read(row.text()),
        Json.FILE_ERRORS.read(row.text()),
        Json.OUTPUT_DATASETS.read(row.text()));
  }

  static void insert(Session session, Execution execution) throws SQLException {
    CancelRequest cancel = execution.cancel();
    session.update(
        INSERT,
        execution.id(),
        execution.jobId(),
        execution.projectId(),
        execution.state(),
        execution.createdAt(),
        execution.modifiedAt(),
        execution.createdBy(),
        execution.startedAt(),
        execution.finishedAt(),
        execution.slots(),
        execution.owner(),
        execution.leaseUntil(),
        execution.epoch(),
        execution.returnCode(),
        execution.errorCode(),
        execution.errorMessage(),
        execution.progress(),
        execution.progressMessage(),
        execution.progressAt(),
        execution.cpuSeconds(),
        execution.maxRssBytes(),
        execution.engine(),
        execution.host(),
        cancel == null ? null : cancel.reason(),
        cancel == null ? null : cancel.graceful(),
        cancel == null ? null : cancel.at(),
        Json.STORED_FILES.write(execution.outputFiles()),
        Json.FILE_ERRORS.write(execution.fileErrors()),
        Json.OUTPUT_DATASETS.write(execution.outputDatasets()),
        false);
  }

  private static String insert() {
    List<String> columns = new ArrayList<>(COLUMN_LIST);
    columns.add("job_deleted");
    return Session.insert("executions", columns);
  }

  private static @Nullable CancelRequest cancel(
      @Nullable String reason, boolean graceful, @Nullable Instant at) {
    return reason == null || at == null ? null : new CancelRequest(reason, graceful, at);
  }
}
