package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.millis;
import static io.rowrun.calcite.datasphere.Values.text;
import static io.rowrun.calcite.provider.ColumnType.LONG;
import static io.rowrun.calcite.provider.ColumnType.TEXT;
import static io.rowrun.calcite.provider.ColumnType.TIMESTAMP;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.v1.ExecutionServiceGrpc;
import io.rowrun.proto.v1.JobEvent;
import io.rowrun.proto.v1.ListJobEventsRequest;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Table {@code job_events}. */
final class JobEvents {
  static final Resource<JobEvent> RESOURCE =
      Resource.<JobEvent>named(
              Datasphere.SCHEMA, "job_events", "Every step that the status of a job has gone")
          .column("project_id", TEXT, "Project of the job", e -> text(e.getProjectId()))
          .key("job_id", TEXT, "The job", JobEvent::getJobId)
          .key("seq", LONG, "Number of the step within the job, rising", JobEvent::getSeq)
          .column("at_time", TIMESTAMP, "When, UTC", e -> millis(e.hasAt(), e.getAt()))
          .column(
              "from_status",
              TEXT,
              "Status before; NULL for the first step",
              e -> status(e.getFromStatus()))
          .column("to_status", TEXT, "Status after", e -> status(e.getToStatus()))
          .column("details", TEXT, "Why, for people", e -> text(e.getDetails()))
          .primaryKey("job_id", "seq")
          .foreignKey("job_id", "jobs", "id")
          .foreignKey("project_id", "projects", "id")
          .method(Method.SELECT, "ExecutionService.ListJobEvents", List.of("job_id"), List.of())
          .method(
              Method.SELECT,
              "ProjectJobService.List, ExecutionService.ListJobEvents",
              List.of(),
              List.of("project_id"))
          .build(JobEvents::rows);

  private JobEvents() {}

  private static CloseableIterator<JobEvent> rows(Calls calls, ScanRequest request) {
    if (!calls.isRowrun()) {
      throw new RowrunSqlException("0A000", "this server cannot list events of jobs");
    }
    List<String> ids = request.texts("job_id");
    return ids == null ? ofProjects(calls, request) : events(calls, ids.iterator());
  }

  private static CloseableIterator<JobEvent> ofProjects(Calls calls, ScanRequest request) {
    return events(calls, JobReads.ofJobs(calls, request).map(Job::getId));
  }

  private static CloseableIterator<JobEvent> events(Calls calls, Iterator<String> jobs) {
    return Projected.chain(
        Gets.of(
            jobs,
            calls.session().parallelCalls(),
            id ->
                ExecutionServiceGrpc.newFutureStub(calls.channel())
                    .listJobEvents(ListJobEventsRequest.newBuilder().setJobId(id).build())),
        answer -> CloseableIterator.of(answer.getEventsList()));
  }

  private static @Nullable String status(JobStatus status) {
    return status == JobStatus.JOB_STATUS_UNSPECIFIED ? null : status.name();
  }
}
