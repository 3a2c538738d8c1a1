package io.rowrun.executor.service;

import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.store.Database;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations as they stand now, with what they are about. Thread-safe. */
final class OperationView {
  private final Database store;
  private final StorageFiles files;

  OperationView(ServiceParts parts) {
    this.store = parts.store();
    this.files = new StorageFiles(parts);
  }

  io.rowrun.proto.operation.Operation wire(Operation operation) {
    return switch (operation.kind()) {
      case CREATE_JOB, CLONE_JOB -> ofCreation(operation, job(operation));
      case EXECUTE_JOB -> ofExecution(operation);
      case DELETE_JOB -> OperationProtos.deleteJob(operation);
      case DELETE_JOB_DATA -> OperationProtos.deleteJobData(operation);
      case DELETE_ALL_JOB_DATA -> OperationProtos.deleteAllJobData(operation);
      case CREATE_PROJECT ->
          OperationProtos.createProject(
              operation, store.projects().find(operation.projectId()).orElse(null));
      case UPDATE_PROJECT ->
          OperationProtos.updateProject(
              operation, store.projects().find(operation.projectId()).orElse(null));
      case DELETE_PROJECT -> OperationProtos.deleteProject(operation);
    };
  }

  /**
   * An operation that made a job.
   *
   * @param job null: it was deleted since
   */
  io.rowrun.proto.operation.Operation ofCreation(Operation operation, @Nullable Job job) {
    List<StorageFile> uploads = files.toSend(job);
    return operation.kind() == Operation.Kind.CLONE_JOB
        ? OperationProtos.cloneJob(operation, uploads)
        : OperationProtos.createJob(operation, uploads);
  }

  private io.rowrun.proto.operation.Operation ofExecution(Operation operation) {
    @Nullable Job job = job(operation);
    Execution execution = store.executions().get(operation.id());
    return OperationProtos.executeJob(
        operation, job, execution, files.outputs(job, execution.outputFiles()));
  }

  private @Nullable Job job(Operation operation) {
    return operation.jobId() == null ? null : store.jobs().find(operation.jobId()).orElse(null);
  }
}
