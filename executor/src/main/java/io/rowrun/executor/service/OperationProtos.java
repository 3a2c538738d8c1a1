package io.rowrun.executor.service;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import io.rowrun.proto.datasphere.v2.CreateProjectMetadata;
import io.rowrun.proto.datasphere.v2.DeleteProjectMetadata;
import io.rowrun.proto.datasphere.v2.UpdateProjectMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.JobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.JobProgress;
import io.rowrun.proto.datasphere.v2.jobs.JobResult;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations with what they carry, domain → wire. */
final class OperationProtos {
  private OperationProtos() {}

  /**
   * The operation of a Create.
   *
   * @param uploads what is yet to be sent for the job
   */
  static io.rowrun.proto.operation.Operation createJob(
      Operation operation, List<StorageFile> uploads) {
    String jobId = jobId(operation);
    var response = CreateProjectJobResponse.newBuilder().setJobId(jobId).addAllUploadFiles(uploads);
    return wire(
        operation,
        CreateProjectJobMetadata.newBuilder()
            .setProjectId(operation.projectId())
            .setJobId(jobId)
            .build(),
        response.build());
  }

  /**
   * The operation of a Clone.
   *
   * @param uploads what is yet to be sent for the new job
   */
  static io.rowrun.proto.operation.Operation cloneJob(
      Operation operation, List<StorageFile> uploads) {
    String jobId = jobId(operation);
    var response = CloneProjectJobResponse.newBuilder().setJobId(jobId).addAllUploadFiles(uploads);
    return wire(
        operation,
        CloneProjectJobMetadata.newBuilder()
            .setProjectId(operation.projectId())
            .setJobId(jobId)
            .build(),
        response.build());
  }

  /**
   * The operation of an Execute. A program that ended yields a response whatever its exit code.
   *
   * @param job null: it was deleted
   * @param outputs of the execution
   */
  static io.rowrun.proto.operation.Operation executeJob(
      Operation operation, @Nullable Job job, Execution execution, List<StorageFile> outputs) {
    return wire(
        operation, executeMetadata(operation, job, execution), executeResponse(execution, outputs));
  }

  static io.rowrun.proto.operation.Operation deleteJob(Operation operation) {
    return wire(
        operation,
        DeleteProjectJobMetadata.newBuilder().setJobId(jobId(operation)).build(),
        Empty.getDefaultInstance());
  }

  static io.rowrun.proto.operation.Operation deleteJobData(Operation operation) {
    return wire(
        operation,
        DeleteProjectJobDataMetadata.newBuilder().setJobId(jobId(operation)).build(),
        DeleteProjectJobDataResponse.getDefaultInstance());
  }

  static io.rowrun.proto.operation.Operation deleteAllJobData(Operation operation) {
    return wire(
        operation,
        DeleteAllProjectJobDataMetadata.newBuilder().setProjectId(operation.projectId()).build(),
        DeleteAllProjectJobDataResponse.getDefaultInstance());
  }

  /**
   * The operation of a project's Create.
   *
   * @param project null: it was deleted
   */
  static io.rowrun.proto.operation.Operation createProject(
      Operation operation, @Nullable Project project) {
    return wire(
        operation,
        CreateProjectMetadata.newBuilder().setProjectId(operation.projectId()).build(),
        project(operation, project));
  }

  /**
   * The operation of a project's Update.
   *
   * @param project null: it was deleted
   */
  static io.rowrun.proto.operation.Operation updateProject(
      Operation operation, @Nullable Project project) {
    return wire(
        operation,
        UpdateProjectMetadata.newBuilder().setProjectId(operation.projectId()).build(),
        project(operation, project));
  }

  private static io.rowrun.proto.datasphere.v2.Project project(
      Operation operation, @Nullable Project project) {
    return project == null
        ? io.rowrun.proto.datasphere.v2.Project.newBuilder().setId(operation.projectId()).build()
        : ProjectProtos.project(project);
  }

  static io.rowrun.proto.operation.Operation deleteProject(Operation operation) {
    return wire(
        operation,
        DeleteProjectMetadata.newBuilder().setProjectId(operation.projectId()).build(),
        Empty.getDefaultInstance());
  }

  /** Older clients read the deprecated {@code job}, newer ones {@code metadata}: both are set. */
  @SuppressWarnings("deprecation")
  private static ExecuteProjectJobMetadata executeMetadata(
      Operation operation, @Nullable Job job, Execution execution) {
    var metadata = ExecuteProjectJobMetadata.newBuilder();
    if (job == null) {
      metadata
          .setJob(
              io.rowrun.proto.datasphere.v2.jobs.Job.newBuilder()
                  .setId(jobId(operation))
                  .setProjectId(operation.projectId())
                  .setStatus(JobProtos.status(execution.state())))
          .setMetadata(
              JobMetadata.newBuilder()
                  .setId(jobId(operation))
                  .setProjectId(operation.projectId())
                  .setStatus(JobProtos.status(execution.state())));
    } else {
      metadata.setJob(JobProtos.job(job)).setMetadata(JobProtos.metadata(job));
    }
    if (execution.progress() != null || execution.progressMessage() != null) {
      metadata.setProgress(progress(execution));
    }
    return metadata.build();
  }

  private static JobProgress progress(Execution execution) {
    var progress =
        JobProgress.newBuilder().setCreateTime(WireTime.timestamp(reportedAt(execution)));
    if (execution.progress() != null) {
      progress.setProgress(execution.progress());
    }
    if (execution.progressMessage() != null) {
      progress.setMessage(execution.progressMessage());
    }
    return progress.build();
  }

  /** Of reports from before their times were kept the execution's time must do. */
  private static Instant reportedAt(Execution execution) {
    return execution.progressAt() == null ? execution.modifiedAt() : execution.progressAt();
  }

  private static ExecuteProjectJobResponse executeResponse(
      Execution execution, List<StorageFile> outputs) {
    var response = ExecuteProjectJobResponse.newBuilder().addAllOutputFiles(outputs);
    execution
        .fileErrors()
        .forEach(error -> response.addOutputFilesErrors(JobProtos.fileError(error)));
    execution
        .outputDatasets()
        .forEach(dataset -> response.addOutputDatasets(JobProtos.outputDataset(dataset)));
    if (execution.returnCode() != null) {
      response.setResult(JobResult.newBuilder().setReturnCode(execution.returnCode()));
    }
    return response.build();
  }

  private static io.rowrun.proto.operation.Operation wire(
      Operation operation, Message metadata, Message response) {
    var wire =
        io.rowrun.proto.operation.Operation.newBuilder()
            .setId(operation.id())
            .setDescription(operation.description())
            .setCreatedAt(WireTime.timestamp(operation.createdAt()))
            .setCreatedBy(operation.createdBy())
            .setModifiedAt(WireTime.timestamp(operation.modifiedAt()))
            .setDone(operation.done())
            .setMetadata(Any.pack(metadata));
    if (operation.errorCode() != null) {
      wire.setError(error(operation.errorCode(), operation.errorMessage()));
    } else if (operation.done()) {
      wire.setResponse(Any.pack(response));
    }
    return wire.build();
  }

  private static Status error(ErrorCode code, @Nullable String message) {
    return Status.newBuilder()
        .setCode(code.number())
        .setMessage(message == null ? "" : message)
        .build();
  }

  private static String jobId(Operation operation) {
    if (operation.jobId() == null) {
      throw new IllegalStateException("operation " + operation.id() + " names no job");
    }
    return operation.jobId();
  }
}
