package io.rowrun.executor.service;

import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.store.Database;
import io.rowrun.proto.operation.CancelOperationRequest;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.OperationServiceGrpc.OperationServiceImplBase;

/** Operations: asked after and given up. Thread-safe. */
final class OperationService extends OperationServiceImplBase {
  private final ServiceParts parts;
  private final Database store;
  private final OperationView operations;

  OperationService(ServiceParts parts) {
    this.parts = parts;
    this.store = parts.store();
    this.operations = new OperationView(parts);
  }

  @Override
  public void get(
      GetOperationRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    Answers.send(
        answer,
        operations.wire(
            store.operations().get(JobRequests.id("operation_id", request.getOperationId()))));
  }

  /** Only executions take their time: of anything else the cancel comes too late, as it may. */
  @Override
  public void cancel(
      CancelOperationRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    Operation operation =
        store.operations().get(JobRequests.id("operation_id", request.getOperationId()));
    if (!operation.done() && operation.jobId() != null) {
      cancelJob(operation.jobId());
    }
    Answers.send(answer, operations.wire(store.operations().get(operation.id())));
  }

  private void cancelJob(String jobId) {
    Job job = store.jobs().get(jobId);
    boolean graceful = job.parameters().gracefulShutdown() != null;
    try {
      store
          .executions()
          .requestCancel(jobId, new CancelRequest("", graceful, parts.clock().instant()));
    } catch (ExecutorException e) {
      if (e.code() != ErrorCode.FAILED_PRECONDITION) {
        throw e;
      }
      return; // it ended meanwhile
    }
    parts.queue().cancelRequested(jobId);
  }
}
