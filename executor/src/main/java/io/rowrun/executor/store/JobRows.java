package io.rowrun.executor.store;

import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobEvent;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.UrlSecrets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates between jobs and their rows. */
final class JobRows {
  private static final List<String> COLUMN_LIST =
      List.of(
          "id",
          "project_id",
          "name",
          "description",
          "created_at",
          "started_at",
          "finished_at",
          "status",
          "status_details",
          "config",
          "created_by",
          "cmd",
          "parameters",
          "data_ttl_millis",
          "data_expires_at",
          "data_cleared",
          "data_size_bytes",
          "actual_instance_type",
          "parent_job_id",
          "output_files",
          "file_errors",
          "log_files",
          "diagnostic_files",
          "output_datasets",
          "idempotency_key");

  /** In the order that {@link #read} takes them. */
  static final String COLUMNS = String.join(", ", COLUMN_LIST);

  private static final String INSERT = insert();

  private JobRows() {}

  static Job read(Row row) throws SQLException {
    return new Job(
        row.text(),
        row.text(),
        row.text(),
        row.text(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.status(),
        row.text(),
        row.text(),
        row.text(),
        parameters(row.text(), row.text(), row.secrets()),
        duration(row.longIntegerOrNull()),
        row.instantOrNull(),
        row.bool(),
        row.longInteger(),
        row.textOrNull(),
        row.textOrNull(),
        Json.STORED_FILES.read(row.text()),
        Json.FILE_ERRORS.read(row.text()),
        Json.STORED_FILES.read(row.text()),
        Json.STORED_FILES.read(row.text()),
        Json.OUTPUT_DATASETS.read(row.text()),
        row.textOrNull());
  }

  static void insert(Session session, Job job, int lastEvent) throws SQLException {
    session.update(
        INSERT,
        job.id(),
        job.projectId(),
        job.name(),
        job.description(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.status(),
        job.statusDetails(),
        job.config(),
        job.createdBy(),
        job.parameters().cmd(),
        Json.PARAMETERS.write(sealed(job.parameters().withCmd(""), session.secrets())),
        job.dataTtl(),
        job.dataExpiresAt(),
        job.dataCleared(),
        job.dataSizeBytes(),
        job.actualInstanceType(),
        job.parentJobId(),
        Json.STORED_FILES.write(job.outputFiles()),
        Json.FILE_ERRORS.write(job.fileErrors()),
        Json.STORED_FILES.write(job.logFiles()),
        Json.STORED_FILES.write(job.diagnosticFiles()),
        Json.OUTPUT_DATASETS.write(job.outputDatasets()),
        job.idempotencyKey(),
        wantedInstanceType(job),
        lastEvent,
        true);
  }

  static JobEvent readEvent(Row row) throws SQLException {
    return new JobEvent(
        row.text(), row.integer(), row.instant(), row.statusOrNull(), row.status(), row.text());
  }

  private static String insert() {
    List<String> columns = new ArrayList<>(COLUMN_LIST);
    columns.add("instance_type");
    columns.add("last_event");
    columns.add("contents_noted");
    return Session.insert("jobs", columns);
  }

  /** The command has a column of its own, so that it is not kept twice. */
  private static JobParameters parameters(String cmd, String json, SecretBox secrets) {
    return Json.PARAMETERS
        .read(json)
        .withCmd(cmd)
        .withPassword(kept -> secrets.open(kept).orElse(null))
        .withPythonTexts(kept -> secrets.open(kept).orElse(kept));
  }

  /** Without a secret that could be read. */
  private static JobParameters sealed(JobParameters parameters, SecretBox secrets) {
    return parameters
        .withPassword(secrets::seal)
        .withPythonTexts(
            text -> UrlSecrets.in(text) || SecretBox.looksSealed(text) ? secrets.seal(text) : text);
  }

  private static @Nullable String wantedInstanceType(Job job) {
    List<String> wanted = job.parameters().instanceTypes();
    return wanted.isEmpty() ? null : wanted.get(0);
  }

  private static @Nullable Duration duration(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }
}
