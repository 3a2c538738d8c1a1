package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.millis;
import static io.rowrun.calcite.datasphere.Values.text;
import static io.rowrun.calcite.provider.ColumnType.BOOLEAN;
import static io.rowrun.calcite.provider.ColumnType.DOUBLE;
import static io.rowrun.calcite.provider.ColumnType.INT;
import static io.rowrun.calcite.provider.ColumnType.LONG;
import static io.rowrun.calcite.provider.ColumnType.TEXT;
import static io.rowrun.calcite.provider.ColumnType.TIMESTAMP;

import com.google.common.collect.Lists;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.InsertRow;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.calcite.provider.Writes;
import io.rowrun.calcite.provider.Written;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.JobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.v1.Execution;
import io.rowrun.proto.v1.ExecutionServiceGrpc;
import io.rowrun.proto.v1.GetExecutionRequest;
import io.rowrun.proto.v1.ListExecutionsRequest;
import io.rowrun.proto.v1.ListExecutionsResponse;
import java.util.List;
import java.util.Set;

/** Table {@code executions}. */
final class Executions {
  static final Resource<Execution> RESOURCE =
      JobColumns.insertOnly(
              Resource.<Execution>named(
                      Datasphere.SCHEMA,
                      "executions",
                      "Runs of jobs; INSERT runs a job, or makes one of its columns and runs it")
                  .key("id", TEXT, "Identifies the execution; also its operation", Execution::getId)
                  .given("job_id", TEXT, "The job that is run", e -> text(e.getJobId()))
                  .given("project_id", TEXT, "Project of the job", e -> text(e.getProjectId()))
                  .column("status", TEXT, "Where it stands, as in jobs", e -> e.getStatus().name())
                  .key("done", BOOLEAN, "Whether it has ended", Execution::getDone)
                  .column(
                      "created_at",
                      TIMESTAMP,
                      "When it was asked for, UTC",
                      e -> millis(e.hasCreatedAt(), e.getCreatedAt()))
                  .column(
                      "modified_at",
                      TIMESTAMP,
                      "When it last changed, UTC",
                      e -> millis(e.hasModifiedAt(), e.getModifiedAt()))
                  .column("created_by", TEXT, "Who asked for it", e -> text(e.getCreatedBy()))
                  .column(
                      "started_at",
                      TIMESTAMP,
                      "When its program started, UTC",
                      e -> millis(e.hasStartedAt(), e.getStartedAt()))
                  .column(
                      "finished_at",
                      TIMESTAMP,
                      "When it ended, UTC",
                      e -> millis(e.hasFinishedAt(), e.getFinishedAt()))
                  .column(
                      "progress",
                      LONG,
                      "Percent, 0 to 100, as the program says",
                      e -> e.hasProgress() ? e.getProgress() : null)
                  .column(
                      "progress_message",
                      TEXT,
                      "What the program says it is doing",
                      e -> text(e.getProgressMessage()))
                  .column(
                      "return_code",
                      LONG,
                      "Exit code of the program",
                      e -> e.hasReturnCode() ? e.getReturnCode() : null)
                  .column(
                      "error_code",
                      INT,
                      "Number of a google.rpc.Code if it failed or was cancelled",
                      e -> e.hasErrorCode() ? e.getErrorCode() : null)
                  .column(
                      "error_message",
                      TEXT,
                      "Why it failed or was cancelled",
                      e -> text(e.getErrorMessage()))
                  .column(
                      "cpu_seconds",
                      DOUBLE,
                      "CPU time used by the program and all it started",
                      e -> e.hasCpuSeconds() ? e.getCpuSeconds() : null)
                  .column(
                      "max_rss_bytes",
                      LONG,
                      "Most memory a process of it held at once",
                      e -> e.hasMaxRssBytes() ? e.getMaxRssBytes() : null)
                  .column("engine", TEXT, "What runs it, such as local", e -> text(e.getEngine()))
                  .column("host", TEXT, "Machine it runs or ran on", e -> text(e.getHost())))
          .primaryKey("id")
          .foreignKey("job_id", "jobs", "id")
          .foreignKey("project_id", "projects", "id")
          .method(Method.SELECT, "ExecutionService.Get", List.of("id"), List.of())
          .method(Method.SELECT, "ExecutionService.List", List.of("job_id"), List.of())
          .method(Method.SELECT, "ExecutionService.List", List.of(), List.of("project_id"))
          .method(Method.INSERT, "ProjectJobService.Execute", List.of("job_id"), List.of())
          .method(
              Method.INSERT,
              "ProjectJobService.Clone, FileService.Upload, ProjectJobService.Execute",
              List.of("parent_job_id"),
              JobColumns.names())
          .method(
              Method.INSERT,
              "ProjectJobService.Create, FileService.Upload, ProjectJobService.Execute",
              List.of(),
              JobColumns.names())
          .method(Method.DELETE, "ProjectJobService.Cancel", List.of("id"), List.of())
          .insertNeedsOneOf("job_id", "cmd", "config", "parameters", "parent_job_id")
          .insert(Executions::insert)
          .delete(Writes.Delete.each(Executions::delete))
          .build(Executions::rows);

  private static final List<String> WHAT_A_JOB_IS_MADE_OF =
      List.of("cmd", "config", "parameters", "parent_job_id");
  private static final int JOBS_A_CALL = 1000;

  private Executions() {}

  private static CloseableIterator<Execution> rows(Calls calls, ScanRequest request) {
    List<String> ids = request.texts("id");
    if (ids != null) {
      return byId(calls, ids);
    }
    List<String> jobs = request.texts("job_id");
    if (!calls.isRowrun()) {
      throw new RowrunSqlException(
          "0A000", "this server cannot list executions: add WHERE id = '…'");
    }
    if (jobs != null) {
      return Projected.chain(
          Lists.partition(jobs, JOBS_A_CALL).iterator(),
          some ->
              list(calls, request, ListExecutionsRequest.newBuilder().addAllJobIds(some).build()));
    }
    return Projected.each(
        calls,
        request,
        project ->
            list(calls, request, ListExecutionsRequest.newBuilder().setProjectId(project).build()));
  }

  private static CloseableIterator<Execution> byId(Calls calls, List<String> ids) {
    int parallel = calls.session().parallelCalls();
    if (calls.isRowrun()) {
      return Gets.of(
          ids,
          parallel,
          id ->
              ExecutionServiceGrpc.newFutureStub(calls.channel())
                  .get(GetExecutionRequest.newBuilder().setExecutionId(id).build()));
    }
    CloseableIterator<Operation> operations =
        Gets.of(
            ids,
            parallel,
            id ->
                OperationServiceGrpc.newFutureStub(calls.operationsChannel())
                    .get(GetOperationRequest.newBuilder().setOperationId(id).build()));
    return operations.filter(Executions::isExecution).map(Executions::execution);
  }

  private static boolean isExecution(Operation operation) {
    return operation.getMetadata().is(ExecuteProjectJobMetadata.class);
  }

  /** What another vendor's operation tells of an execution. */
  private static Execution execution(Operation operation) {
    try {
      ExecuteProjectJobMetadata about =
          operation.getMetadata().unpack(ExecuteProjectJobMetadata.class);
      JobMetadata job = about.getMetadata();
      Execution.Builder execution =
          Execution.newBuilder()
              .setId(operation.getId())
              .setJobId(job.getId().isEmpty() ? about.getJob().getId() : job.getId())
              .setProjectId(
                  job.getProjectId().isEmpty() ? about.getJob().getProjectId() : job.getProjectId())
              .setStatus(
                  job.getStatus() == JobStatus.JOB_STATUS_UNSPECIFIED
                      ? about.getJob().getStatus()
                      : job.getStatus())
              .setDone(operation.getDone())
              .setCreatedAt(operation.getCreatedAt())
              .setModifiedAt(operation.getModifiedAt())
              .setCreatedBy(operation.getCreatedBy());
      if (job.hasStartedAt()) {
        execution.setStartedAt(job.getStartedAt());
      }
      if (job.hasFinishedAt()) {
        execution.setFinishedAt(job.getFinishedAt());
      }
      if (about.hasProgress()) {
        execution
            .setProgress(about.getProgress().getProgress())
            .setProgressMessage(about.getProgress().getMessage());
      }
      if (operation.hasResponse()) {
        execution.setReturnCode(
            operation
                .getResponse()
                .unpack(ExecuteProjectJobResponse.class)
                .getResult()
                .getReturnCode());
      }
      if (operation.hasError()) {
        execution
            .setErrorCode(operation.getError().getCode())
            .setErrorMessage(operation.getError().getMessage());
      }
      return execution.build();
    } catch (InvalidProtocolBufferException e) {
      throw Operations.unreadable(operation, e);
    }
  }

  private static CloseableIterator<Execution> list(
      Calls calls, ScanRequest request, ListExecutionsRequest which) {
    return new Pages<>(request.limit(), (size, token) -> page(calls, which, size, token));
  }

  private static Pages.Page<Execution> page(
      Calls calls, ListExecutionsRequest which, int size, String token) {
    ListExecutionsResponse page =
        calls.executions().list(which.toBuilder().setPageSize(size).setPageToken(token).build());
    return new Pages.Page<>(
        page.getExecutionsList(), page.getNextPageToken(), page.getSerializedSize());
  }

  private static Writes.PreparedInsert<Execution> insert(Calls calls, InsertRow row) {
    String job = row.text("job_id");
    if (job != null) {
      if (WHAT_A_JOB_IS_MADE_OF.stream().anyMatch(row::has)) {
        throw new RowrunSqlException(
            "22023", "an execution takes either job_id, or what a job is made of, not both");
      }
      return () -> execute(calls, job);
    }
    Submission submission = Submission.of(calls, row);
    return () -> createAndExecute(calls, submission);
  }

  private static Written<Execution> createAndExecute(Calls calls, Submission submission) {
    String job = submission.make(calls).jobId();
    try {
      return execute(calls, job);
    } catch (StatusRuntimeException e) {
      String why = e.getStatus().getDescription();
      throw e.getStatus()
          .withDescription("job " + job + " was made, but not started: " + why)
          .withCause(e)
          .asRuntimeException(e.getTrailers());
    }
  }

  private static Written<Execution> execute(Calls calls, String job) {
    Operation operation =
        calls.jobs().execute(ExecuteProjectJobRequest.newBuilder().setJobId(job).build());
    return new Written<>(List.of(operation.getId()), null, operation);
  }

  private static Written<Execution> delete(Calls calls, List<Object> key) {
    Execution execution =
        RESOURCE.find(calls, key, Set.of("job_id")).orElseThrow(() -> unknown(key));
    calls
        .jobs()
        .cancel(
            CancelProjectJobRequest.newBuilder()
                .setJobId(execution.getJobId())
                .setGraceful(true)
                .build());
    return new Written<>(key, null, null);
  }

  private static RowrunSqlException unknown(List<Object> key) {
    return new RowrunSqlException("42704", "Unknown execution " + key.get(0));
  }
}
