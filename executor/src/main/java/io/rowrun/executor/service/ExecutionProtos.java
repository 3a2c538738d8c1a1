package io.rowrun.executor.service;

import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobEvent;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.v1.JobDetails;

/** Executions and job events, domain → rowrun.v1. */
final class ExecutionProtos {
  private ExecutionProtos() {}

  static io.rowrun.proto.v1.Execution execution(Execution execution) {
    var wire =
        io.rowrun.proto.v1.Execution.newBuilder()
            .setId(execution.id())
            .setJobId(execution.jobId())
            .setProjectId(execution.projectId())
            .setStatus(JobProtos.status(execution.state()))
            .setDone(execution.done())
            .setCreatedAt(WireTime.timestamp(execution.createdAt()))
            .setModifiedAt(WireTime.timestamp(execution.modifiedAt()))
            .setCreatedBy(execution.createdBy());
    if (execution.startedAt() != null) {
      wire.setStartedAt(WireTime.timestamp(execution.startedAt()));
    }
    if (execution.finishedAt() != null) {
      wire.setFinishedAt(WireTime.timestamp(execution.finishedAt()));
    }
    if (execution.progress() != null) {
      wire.setProgress(execution.progress());
    }
    if (execution.progressMessage() != null) {
      wire.setProgressMessage(execution.progressMessage());
    }
    if (execution.returnCode() != null) {
      wire.setReturnCode(execution.returnCode());
    }
    if (execution.errorCode() != null) {
      wire.setErrorCode(execution.errorCode().number());
    }
    if (execution.errorMessage() != null) {
      wire.setErrorMessage(execution.errorMessage());
    }
    if (execution.cpuSeconds() != null) {
      wire.setCpuSeconds(execution.cpuSeconds());
    }
    if (execution.maxRssBytes() != null) {
      wire.setMaxRssBytes(execution.maxRssBytes());
    }
    if (execution.engine() != null) {
      wire.setEngine(execution.engine());
    }
    if (execution.host() != null) {
      wire.setHost(execution.host());
    }
    return wire.build();
  }

  static io.rowrun.proto.v1.JobEvent event(String projectId, JobEvent event) {
    return io.rowrun.proto.v1.JobEvent.newBuilder()
        .setProjectId(projectId)
        .setJobId(event.jobId())
        .setSeq(event.seq())
        .setAt(WireTime.timestamp(event.at()))
        .setFromStatus(
            event.from() == null
                ? JobStatus.JOB_STATUS_UNSPECIFIED
                : JobProtos.status(event.from()))
        .setToStatus(JobProtos.status(event.to()))
        .setDetails(event.details())
        .build();
  }

  static JobDetails details(Job job) {
    JobDetails.Builder details = JobDetails.newBuilder().setJobId(job.id());
    if (job.dataTtl() != null) {
      details.setDataTtl(WireTime.duration(job.dataTtl()));
    }
    return details.build();
  }
}
