package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.provider.ColumnType.LONG;
import static io.rowrun.calcite.provider.ColumnType.TEXT;
import static io.rowrun.calcite.provider.ColumnType.TIMESTAMP;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.v1.ListExecutionsRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Table {@code logs}. */
final class Logs {
  /** A line of a job, with what the statement wants to know of the job. */
  record Row(
      String jobId, @Nullable String projectId, @Nullable String executionId, LogLine line) {}

  static final Resource<Row> RESOURCE =
      Resource.<Row>named(
              Datasphere.SCHEMA,
              "logs",
              "What jobs write, a row a line, in the order written; ends at what is written now")
          .column("project_id", TEXT, "Project of the job", Row::projectId)
          .key("job_id", TEXT, "The job; a statement must say which", Row::jobId)
          .column("execution_id", TEXT, "The execution that wrote it", Row::executionId)
          .key("line_no", LONG, "Number of the line within the job, from 1", r -> r.line.number())
          .key(
              "log_offset",
              LONG,
              "Where the log goes on: WHERE log_offset > n resumes there",
              r -> r.line.offset())
          .key(
              "source",
              TEXT,
              "OUT, ERR or the name of a log file of the service",
              r -> r.line.source())
          .column("logged_at", TIMESTAMP, "When the line was begun, UTC", r -> r.line.millis())
          .key(
              "content",
              TEXT,
              "The line without its end; what is no UTF-8 is replaced",
              r -> r.line.content())
          .primaryKey("job_id", "line_no")
          .foreignKey("job_id", "jobs", "id")
          .foreignKey("project_id", "projects", "id")
          .foreignKey("execution_id", "executions", "id")
          .method(Method.SELECT, "ProjectJobService.ReadLogs", List.of("job_id"), List.of())
          .pushAbove("log_offset")
          .usualRows(100_000)
          .build(Logs::rows);

  private Logs() {}

  private static CloseableIterator<Row> rows(Calls calls, ScanRequest request) {
    List<String> jobs = request.texts("job_id");
    if (jobs == null) {
      throw new IllegalStateException("logs without job_id");
    }
    return Projected.chain(jobs.iterator(), job -> rows(calls, request, job));
  }

  private static CloseableIterator<Row> rows(Calls calls, ScanRequest request, String job) {
    String project = request.wants(Set.of("project_id")) ? project(calls, job) : null;
    String execution = request.wants(Set.of("execution_id")) ? execution(calls, job) : null;
    Object above = request.above().get("log_offset");
    long from = above == null ? 0 : Math.max(0, (Long) above);
    boolean numbered = request.wants(Set.of("line_no"));
    return LogLines.read(calls, job, numbered ? 0 : from)
        .map(line -> new Row(job, project, execution, line));
  }

  private static @Nullable String project(Calls calls, String job) {
    Optional<String> project =
        Gets.one(
            () ->
                calls
                    .jobs()
                    .get(GetProjectJobRequest.newBuilder().setJobId(job).build())
                    .getProjectId());
    return project.orElse(null);
  }

  private static @Nullable String execution(Calls calls, String job) {
    if (!calls.isRowrun()) {
      return null;
    }
    return calls
        .executions()
        .list(ListExecutionsRequest.newBuilder().addJobIds(job).setPageSize(1).build())
        .getExecutionsList()
        .stream()
        .map(e -> e.getId())
        .findFirst()
        .orElse(null);
  }
}
