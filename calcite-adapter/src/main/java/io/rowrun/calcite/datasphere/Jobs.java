package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.millis;
import static io.rowrun.calcite.datasphere.Values.text;
import static io.rowrun.calcite.provider.ColumnType.BOOLEAN;
import static io.rowrun.calcite.provider.ColumnType.DOUBLE;
import static io.rowrun.calcite.provider.ColumnType.LONG;
import static io.rowrun.calcite.provider.ColumnType.TEXT;
import static io.rowrun.calcite.provider.ColumnType.TIMESTAMP;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.InsertRow;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.calcite.provider.Writes;
import io.rowrun.calcite.provider.Written;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobRequest;
import io.rowrun.proto.operation.Operation;
import java.util.List;

/** Table {@code jobs}. */
final class Jobs {
  static final Resource<JobRow> RESOURCE =
      Resource.<JobRow>named(Datasphere.SCHEMA, "jobs", "Jobs: what to run, and how it went")
          .key("id", TEXT, "Identifies the job", r -> r.job().getId())
          .given("project_id", TEXT, "Project it belongs to", r -> text(r.job().getProjectId()))
          .given("name", TEXT, "Name; need not be unique", r -> text(r.job().getName()))
          .given("description", TEXT, "What it is for", r -> text(r.job().getDesc()))
          .settable(
              "status",
              TEXT,
              "CREATING, PREPARING, EXECUTING, UPLOADING_OUTPUT, SUCCESS, ERROR, CANCELLED or CANCELLING; UPDATE may set CANCELLED",
              r -> r.job().getStatus().name())
          .settable(
              "status_details",
              TEXT,
              "Why it is in this status; with UPDATE, the reason of the cancel",
              r -> text(r.job().getStatusDetails()))
          .given(
              "cmd",
              TEXT,
              "Shell command; ${VAR} stands for a file or argument",
              r -> text(r.parameters().getCmd()))
          .column(
              "created_at",
              TIMESTAMP,
              "When it was made, UTC",
              r -> millis(r.job().hasCreatedAt(), r.job().getCreatedAt()))
          .column(
              "started_at",
              TIMESTAMP,
              "When its program started, UTC",
              r -> millis(r.job().hasStartedAt(), r.job().getStartedAt()))
          .column(
              "finished_at",
              TIMESTAMP,
              "When it ended, UTC",
              r -> millis(r.job().hasFinishedAt(), r.job().getFinishedAt()))
          .column("created_by", TEXT, "Who made it", r -> text(r.job().getCreatedById()))
          .column(
              "queue_seconds",
              DOUBLE,
              "Seconds between made and started, up to now while it waits",
              JobRow::queueSeconds)
          .column(
              "run_seconds",
              DOUBLE,
              "Seconds between started and ended, up to now while it runs",
              JobRow::runSeconds)
          .column(
              "return_code", LONG, "Exit code of the program, once it has one", JobRow::returnCode)
          .column("error_message", TEXT, "Why it failed", JobRow::errorMessage)
          .column("progress", LONG, "Percent, 0 to 100, as the program says", JobRow::progress)
          .column(
              "progress_message",
              TEXT,
              "What the program says it is doing",
              JobRow::progressMessage)
          .given(
              "instance_type",
              TEXT,
              "The first instance type it asks for, such as c1.4",
              JobRow::instanceType)
          .given(
              "instance_types",
              TEXT,
              "All instance types it can do with, a JSON array",
              JobRow::instanceTypes)
          .column(
              "actual_instance_type",
              TEXT,
              "The instance type it runs on",
              r -> text(r.job().getActualCloudInstanceType().getName()))
          .given(
              "parent_job_id",
              TEXT,
              "Job it was cloned from; INSERT clones it, with the other columns instead of its own",
              r -> text(r.job().getParentJobId()))
          .given("env_vars", TEXT, "Environment variables, a JSON object", JobRow::envVars)
          .given(
              "arguments",
              TEXT,
              "Values that ${NAME} in cmd stands for, a JSON object",
              JobRow::arguments)
          .given(
              "input_files",
              TEXT,
              "Files it reads, a JSON array of \"path\" or {\"path\", \"var\"}",
              JobRow::inputFiles)
          .given(
              "output_files",
              TEXT,
              "Files it writes, a JSON array of \"path\" or {\"path\", \"var\"}",
              JobRow::outputFiles)
          .given("docker_image", TEXT, "Image it runs in", JobRow::dockerImage)
          .given(
              "python_version",
              TEXT,
              "Python it runs with",
              r -> text(r.parameters().getEnv().getPythonEnv().getPythonVersion()))
          .given(
              "python_requirements",
              TEXT,
              "Python packages it needs, a JSON array",
              JobRow::pythonRequirements)
          .writable(
              "data_ttl_seconds",
              LONG,
              "How long its data is kept after its end; for ever if NULL",
              JobRow::dataTtlSeconds)
          .column(
              "data_expires_at",
              TIMESTAMP,
              "When its data goes, UTC; never if NULL",
              r -> millis(r.job().hasDataExpiresAt(), r.job().getDataExpiresAt()))
          .settable(
              "data_cleared",
              BOOLEAN,
              "Whether its data is gone; UPDATE may set TRUE, which removes it",
              r -> r.job().getDataCleared())
          .column("data_size_bytes", LONG, "Size of its data", r -> r.job().getDataSizeBytes())
          .given(
              "config",
              TEXT,
              "config.yaml text of the vendor's client; enough by itself",
              r -> text(r.job().getConfig()))
          .given(
              "parameters",
              TEXT,
              "JobParameters as proto JSON, whole; no passwords",
              r -> Json.message(r.parameters()))
          .given(
              "idempotency_key",
              TEXT,
              "INSERT with the same key makes one job, ever; not read back",
              r -> null)
          .primaryKey("id")
          .foreignKey("project_id", "projects", "id")
          .foreignKey("parent_job_id", "jobs", "id")
          .method(Method.SELECT, "ProjectJobService.Get", List.of("id"), List.of())
          .method(
              Method.SELECT, "ProjectJobService.List", List.of(), List.of("project_id", "status"))
          .method(
              Method.INSERT,
              "ProjectJobService.Clone",
              List.of("parent_job_id"),
              JobColumns.names())
          .method(Method.INSERT, "ProjectJobService.Create", List.of(), JobColumns.names())
          .method(
              Method.UPDATE,
              "ProjectJobService.Cancel",
              List.of("status"),
              List.of("status_details"))
          .method(
              Method.UPDATE, "ProjectJobService.SetDataTtl", List.of("data_ttl_seconds"), List.of())
          .method(Method.UPDATE, "ProjectJobService.DeleteData", List.of("data_cleared"), List.of())
          .method(Method.DELETE, "ProjectJobService.Delete", List.of("id"), List.of())
          .insertNeedsOneOf("cmd", "config", "parameters", "parent_job_id")
          .insert(Jobs::insert)
          .update(JobUpdates::prepare)
          .delete(Writes.Delete.each(Jobs::delete))
          .build(Jobs::rows);

  private Jobs() {}

  private static CloseableIterator<JobRow> rows(Calls calls, ScanRequest request) {
    return JobReads.rows(calls, request, request.texts("id"));
  }

  private static Writes.PreparedInsert<JobRow> insert(Calls calls, InsertRow row) {
    Submission submission = Submission.of(calls, row);
    return () -> {
      Submission.Created created = submission.make(calls);
      return new Written<>(List.of(created.jobId()), null, created.operation());
    };
  }

  private static Written<JobRow> delete(Calls calls, List<Object> key) {
    String id = (String) key.get(0);
    Operation operation =
        calls.jobs().delete(DeleteProjectJobRequest.newBuilder().setJobId(id).build());
    Operations.requireSuccess(operation);
    return new Written<>(key, null, operation);
  }
}
