package io.rowrun.executor.service;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.UrlSecrets;
import io.rowrun.executor.resource.ResourceRules;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;

/** Requests of the job service, checked once: what comes out of here is right. Immutable. */
final class JobRequests {
  /** Answers carry jobs whole, and clients take no answer above 4 MiB by default. */
  private static final int MAX_JOB_BYTES = 2 * 1024 * 1024;

  private static final int MAX_FILTER_LENGTH = 1000;
  private static final int MAX_NAME_LENGTH = 1000;
  private static final int MAX_DESC_LENGTH = 10_000;

  /** A project's id is part of a path. */
  private static final Pattern PROJECT_ID = Pattern.compile("[A-Za-z0-9][-._A-Za-z0-9]{0,49}");

  private static final Pattern ID = Pattern.compile("[-_A-Za-z0-9]{1,50}");
  private static final Duration LEAST_TTL = Duration.ofSeconds(1);
  private static final Duration MOST_TTL = Duration.ofDays(36_500);

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
                (projectId, id) -> parts.store().datasets().find(projectId, id).isPresent()),
            parts.images());
  }

  /**
   * The job that a Create describes.
   *
   * @throws ExecutorException INVALID_ARGUMENT, UNIMPLEMENTED or FAILED_PRECONDITION
   */
  Job newJob(CreateProjectJobRequest request, Instant now) {
    String projectId = projectId(request.getProjectId());
    checkSize(request.getSerializedSize());
    checkLength("name", request.getName(), MAX_NAME_LENGTH);
    checkLength("desc", request.getDesc(), MAX_DESC_LENGTH);
    JobParameters parameters = ParameterProtos.fromWire(request.getJobParameters());
    String jobId = Ids.job(now);
    rules.check(projectId, parameters, parts.directories().of(jobId));
    return Job.builder(jobId, projectId, now, Caller.name(), parameters)
        .name(request.getName())
        .description(request.getDesc())
        .config(UrlSecrets.masked(request.getConfig()))
        .dataTtl(request.hasDataTtl() ? dataTtl("data_ttl", request.getDataTtl()) : null)
        .idempotencyKey(RequestHeaders.current().idempotencyKey())
        .build();
  }

  /**
   * The job that a Clone describes.
   *
   * @throws ExecutorException INVALID_ARGUMENT, UNIMPLEMENTED or FAILED_PRECONDITION
   */
  Job clone(Job source, CloneProjectJobRequest request, Instant now) {
    checkLength("name", request.getName(), MAX_NAME_LENGTH);
    checkLength("desc", request.getDesc(), MAX_DESC_LENGTH);
    JobParameters parameters =
        CloneRules.merge(
            source.parameters(), ParameterProtos.fromWire(request.getJobParametersOverrides()));
    String jobId = Ids.job(now);
    rules.check(source.projectId(), parameters, parts.directories().of(jobId));
    CloneRules.checkOutputs(parameters);
    Job job =
        Job.builder(jobId, source.projectId(), now, Caller.name(), parameters)
            .name(request.getName().isEmpty() ? source.name() : request.getName())
            .description(request.getDesc().isEmpty() ? source.description() : request.getDesc())
            .config(source.config())
            .dataTtl(request.hasDataTtl() ? dataTtl("data_ttl", request.getDataTtl()) : null)
            .parentJobId(source.id())
            .idempotencyKey(RequestHeaders.current().idempotencyKey())
            .build();
    checkSize(JobProtos.job(job).getSerializedSize());
    return job;
  }

  /** The id of a job, if it can be one. */
  static String jobId(String jobId) {
    return id("job_id", jobId);
  }

  /** The id of something, as a field names it, if it can be one. */
  static String id(String field, String id) {
    if (id.isEmpty()) {
      throw invalid(field + " is required");
    }
    if (!ID.matcher(id).matches()) {
      throw invalid(field + " must be 1 to 50 letters, digits, '-' and '_': '" + id + "'");
    }
    return id;
  }

  /**
   * How long data is kept, as a field says it.
   *
   * @throws ExecutorException INVALID_ARGUMENT unless it is a second to a hundred years
   */
  static Duration dataTtl(String field, com.google.protobuf.Duration wire) {
    Duration ttl = WireTime.duration(field, wire);
    if (ttl.compareTo(LEAST_TTL) < 0 || ttl.compareTo(MOST_TTL) > 0) {
      throw invalid(
          field
              + " must be "
              + LEAST_TTL.toSeconds()
              + " to "
              + MOST_TTL.toSeconds()
              + " seconds, or unset for ever: "
              + ttl.toSeconds());
    }
    return ttl;
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

  private static void checkLength(String field, String text, int most) {
    if (text.length() > most) {
      throw invalid(field + " must have " + most + " characters at most: it has " + text.length());
    }
  }

  private static void checkSize(int bytes) {
    if (bytes > MAX_JOB_BYTES) {
      throw invalid(
          "a job must have "
              + MAX_JOB_BYTES
              + " bytes at most, parameters and config together: it has "
              + bytes);
    }
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
