package io.rowrun.calcite.datasphere;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.v1.Execution;
import io.rowrun.proto.v1.JobDetails;
import io.rowrun.proto.v1.ListExecutionsRequest;
import io.rowrun.proto.v1.ListExecutionsResponse;
import io.rowrun.proto.v1.ListJobDetailsRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads jobs: by id each once, else lists, page by page. */
final class JobReads {
  private static final Set<String> OF_ENDED_EXECUTION = Set.of("return_code", "error_message");
  private static final Set<String> OF_ANY_EXECUTION = Set.of("progress", "progress_message");
  private static final Set<String> OF_DETAILS = Set.of("data_ttl_seconds");
  private static final Set<String> KNOWN_STATUSES =
      Arrays.stream(JobStatus.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

  private JobReads() {}

  /**
   * The rows of jobs.
   *
   * @param ids the jobs wanted; null for all that the request does not rule out
   */
  static CloseableIterator<JobRow> rows(
      Calls calls, ScanRequest request, @Nullable List<String> ids) {
    if (ids != null) {
      return byId(calls, request, ids);
    }
    String filter = filter(request.texts("status"));
    if (filter == null) {
      return CloseableIterator.empty();
    }
    return Projected.each(
        calls,
        request,
        project ->
            new Pages<>(
                request.limit(),
                (size, token) -> page(calls, request, project, filter, size, token)));
  }

  /** The jobs whose parts are wanted by a table that has their id as {@code job_id}. */
  static CloseableIterator<Job> ofJobs(Calls calls, ScanRequest request) {
    List<Object> projects = request.equal().get("project_id");
    ScanRequest jobs =
        new ScanRequest(
            projects == null ? Map.of() : Map.of("project_id", projects),
            Map.of(),
            Set.of("id"),
            Long.MAX_VALUE);
    return rows(calls, jobs, request.texts("job_id")).map(JobRow::job);
  }

  private static CloseableIterator<JobRow> byId(
      Calls calls, ScanRequest request, List<String> ids) {
    CloseableIterator<Job> jobs =
        Gets.of(
            ids,
            calls.session().parallelCalls(),
            id ->
                ProjectJobServiceGrpc.newFutureStub(calls.channel())
                    .get(GetProjectJobRequest.newBuilder().setJobId(id).build()));
    return jobs.map(job -> withMore(calls, request, List.of(job)).get(0));
  }

  /** The API's filter; empty for all, null if no status can be one of the wanted. */
  private static @Nullable String filter(@Nullable List<String> statuses) {
    if (statuses == null) {
      return "";
    }
    List<String> known = statuses.stream().filter(KNOWN_STATUSES::contains).toList();
    return known.isEmpty() ? null : "status IN (" + String.join(", ", known) + ")";
  }

  private static Pages.Page<JobRow> page(
      Calls calls, ScanRequest request, String project, String filter, int size, String token) {
    ListProjectJobResponse page =
        calls
            .jobs()
            .list(
                ListProjectJobRequest.newBuilder()
                    .setProjectId(project)
                    .setFilter(filter)
                    .setPageSize(size)
                    .setPageToken(token)
                    .build());
    return new Pages.Page<>(
        withMore(calls, request, page.getJobsList()),
        page.getNextPageToken(),
        page.getSerializedSize());
  }

  /** Adds executions and details where a column needs them: one call of each for all jobs. */
  private static List<JobRow> withMore(Calls calls, ScanRequest request, List<Job> jobs) {
    Map<String, Execution> executions = executions(calls, request, jobs);
    Map<String, JobDetails> details = details(calls, request, jobs);
    long now = System.currentTimeMillis();
    return jobs.stream()
        .map(job -> new JobRow(job, executions.get(job.getId()), details.get(job.getId()), now))
        .toList();
  }

  private static Map<String, JobDetails> details(Calls calls, ScanRequest request, List<Job> jobs) {
    if (jobs.isEmpty() || !request.wants(OF_DETAILS) || !calls.isRowrun()) {
      return Map.of();
    }
    return calls
        .executions()
        .listJobDetails(
            ListJobDetailsRequest.newBuilder()
                .addAllJobIds(jobs.stream().map(Job::getId).toList())
                .build())
        .getJobsList()
        .stream()
        .collect(Collectors.toUnmodifiableMap(JobDetails::getJobId, details -> details));
  }

  private static Map<String, Execution> executions(
      Calls calls, ScanRequest request, List<Job> jobs) {
    boolean all = request.wants(OF_ANY_EXECUTION);
    if (!all && !request.wants(OF_ENDED_EXECUTION)) {
      return Map.of();
    }
    List<String> ids = new ArrayList<>();
    for (Job job : jobs) {
      if (mayHaveMore(job, all)) {
        ids.add(job.getId());
      }
    }
    if (ids.isEmpty() || !calls.isRowrun()) {
      return Map.of();
    }
    return executions(calls, ids);
  }

  /** A success returned 0; what has not ended has no return code. */
  private static boolean mayHaveMore(Job job, boolean progressToo) {
    return switch (job.getStatus()) {
      case ERROR, CANCELLED -> true;
      case CREATING -> false;
      default -> progressToo;
    };
  }

  /** The latest execution of each job. */
  private static Map<String, Execution> executions(Calls calls, List<String> ids) {
    Map<String, Execution> latest = new HashMap<>();
    String token = "";
    do {
      ListExecutionsResponse page =
          calls
              .executions()
              .list(
                  ListExecutionsRequest.newBuilder()
                      .addAllJobIds(ids)
                      .setPageSize(1000)
                      .setPageToken(token)
                      .build());
      page.getExecutionsList().forEach(e -> latest.putIfAbsent(e.getJobId(), e));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return latest;
  }
}
