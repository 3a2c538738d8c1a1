package io.rowrun.executor.service;

import io.rowrun.executor.job.Operation;
import io.rowrun.executor.store.Database;
import java.util.List;

/** Operations as they stand now, with what they are about. Thread-safe. */
final class OperationView {
  private final Database store;
  private final JobInputs inputs;

  OperationView(ServiceParts parts) {
    this.store = parts.store();
    this.inputs = new JobInputs(parts.store().files());
  }

  io.rowrun.proto.operation.Operation wire(Operation operation) {
    return switch (operation.kind()) {
      case CREATE_JOB ->
          OperationProtos.createJob(
              operation,
              store.jobs().find(jobId(operation)).map(inputs::missing).orElse(List.of()));
      case EXECUTE_JOB ->
          OperationProtos.executeJob(
              operation,
              store.jobs().find(jobId(operation)).orElse(null),
              store.executions().get(operation.id()));
      case CLONE_JOB ->
          OperationProtos.cloneJob(
              operation,
              store.jobs().find(jobId(operation)).map(inputs::missing).orElse(List.of()));
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

  private static String jobId(Operation operation) {
    return operation.jobId() == null ? "" : operation.jobId();
  }
}
