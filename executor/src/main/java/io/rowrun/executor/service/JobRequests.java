package io.rowrun.executor.service;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.resource.ResourceRules;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests of the job service, checked once: what comes out of here is right. Immutable. */
final class JobRequests {
  /** Answers carry jobs whole, and clients take no answer above 4 MiB by default. */
  private static final int MAX_JOB_BYTES = 2 * 1024 * 1024;

  private static final int MAX_FILTER_LENGTH = 1000;
  private static final int MAX_KEY_LENGTH = 200;

  /** A project's id is part of a path. */
  private static final Pattern PROJECT_ID = Pattern.compile("[A-Za-z0-9][-._A-Za-z0-9]{0,49}");

  private final ServiceParts parts;
  private final ParameterRules rules;

  JobRequests(ServiceParts parts) {
    this.parts = parts;
    this.rules =
        new ParameterRules(
            parts.node().instanceTypes(),
            parts.projects(),
            parts.environments(),
            new ResourceRules(
                parts.resources(),
                (projectId, id) -> parts.store().datasets().find(projectId, id).isPresent()));
  }

  /**
   * The job that a Create describes.
   *
   * @throws ExecutorException INVALID_ARGUMENT, UNIMPLEMENTED or FAILED_PRECONDITION
   */
  Job newJob(CreateProjectJobRequest request, Instant now) {
    String projectId = projectId(request.getProjectId());
    checkSize(request);
    JobParameters parameters = ParameterProtos.fromWire(request.getJobParameters());
    String jobId = Ids.job(now);
    rules.check(projectId, parameters, parts.directories().of(jobId));
    return Job.builder(jobId, projectId, now, Caller.name(), parameters)
        .name(request.getName())
        .description(request.getDesc())
        .config(request.getConfig())
        .dataTtl(request.hasDataTtl() ? WireTime.duration("data_ttl", request.getDataTtl()) : null)
        .idempotencyKey(idempotencyKey())
        .build();
  }

  /** The statuses that a List is for; none named means all. */
  static Set<JobStatus> statuses(ListProjectJobRequest request) {
    int length = request.getFilter().length();
    if (length > MAX_FILTER_LENGTH) {
      throw invalid(
          "filter must have " + MAX_FILTER_LENGTH + " characters at most: it has " + length);
    }
    return StatusFilter.parse(request.getFilter());
  }

  /** The id of a project, if it can be one. */
  static String projectId(String projectId) {
    if (projectId.isEmpty()) {
      throw invalid("project_id is required");
    }
    if (!PROJECT_ID.matcher(projectId).matches()) {
      throw invalid(
          "project_id must be 1 to 50 letters, digits, '-', '_' and '.', the first a letter or"
              + " digit: '"
              + projectId
              + "'");
    }
    return projectId;
  }

  private static void checkSize(CreateProjectJobRequest request) {
    if (request.getSerializedSize() > MAX_JOB_BYTES) {
      throw invalid(
          "a job must have "
              + MAX_JOB_BYTES
              + " bytes at most, parameters and config together: it has "
              + request.getSerializedSize());
    }
  }

  private static @Nullable String idempotencyKey() {
    String key = RequestHeaders.current().idempotencyKey();
    if (key != null && key.length() > MAX_KEY_LENGTH) {
      throw invalid(
          "the header idempotency-key must have "
              + MAX_KEY_LENGTH
              + " characters at most: it has "
              + key.length());
    }
    return key;
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
