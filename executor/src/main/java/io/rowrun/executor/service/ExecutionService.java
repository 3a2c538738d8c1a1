package io.rowrun.executor.service;

import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.Page;
import io.rowrun.executor.store.PageToken;
import io.rowrun.proto.v1.ExecutionServiceGrpc.ExecutionServiceImplBase;
import io.rowrun.proto.v1.GetExecutionRequest;
import io.rowrun.proto.v1.ListExecutionsRequest;
import io.rowrun.proto.v1.ListExecutionsResponse;
import io.rowrun.proto.v1.ListJobDetailsRequest;
import io.rowrun.proto.v1.ListJobDetailsResponse;
import io.rowrun.proto.v1.ListJobEventsRequest;
import io.rowrun.proto.v1.ListJobEventsResponse;
import io.rowrun.proto.v1.ListOperationsRequest;
import io.rowrun.proto.v1.ListOperationsResponse;
import io.rowrun.proto.v1.OperationKind;
import io.rowrun.proto.v1.OperationRow;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Executions, operations and events as lists. Thread-safe. */
final class ExecutionService extends ExecutionServiceImplBase {
  private static final int MAX_JOB_IDS = 1000;
  private static final Comparator<Execution> NEWEST_FIRST =
      Comparator.comparing(Execution::createdAt).thenComparing(Execution::id).reversed();

  private final Database store;
  private final OperationView operations;

  ExecutionService(ServiceParts parts) {
    this.store = parts.store();
    this.operations = new OperationView(parts);
  }

  @Override
  public void get(
      GetExecutionRequest request, StreamObserver<io.rowrun.proto.v1.Execution> answer) {
    Execution execution = store.executions().get(request.getExecutionId());
    Answers.send(answer, ExecutionProtos.execution(execution));
  }

  @Override
  public void list(ListExecutionsRequest request, StreamObserver<ListExecutionsResponse> answer) {
    Set<String> jobIds = jobIds(request.getJobIdsList());
    int pageSize = Paging.size(request.getPageSize());
    Page<Execution> page =
        request.getProjectId().isEmpty() && !jobIds.isEmpty()
            ? new Page<>(ofJobs(jobIds), null)
            : store
                .executions()
                .list(
                    JobRequests.projectId(request.getProjectId()),
                    jobIds,
                    pageSize,
                    Paging.start(request.getPageToken()));
    var response = ListExecutionsResponse.newBuilder().setNextPageToken(Paging.next(page.next()));
    page.items().forEach(execution -> response.addExecutions(ExecutionProtos.execution(execution)));
    Answers.send(answer, response.build());
  }

  private static Set<String> jobIds(List<String> wanted) {
    Set<String> ids = new LinkedHashSet<>(wanted);
    if (ids.size() > MAX_JOB_IDS) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          "job_ids must be " + MAX_JOB_IDS + " at most: they are " + ids.size());
    }
    return ids;
  }

  /** One execution a job at most, so that they always fit one page. */
  private List<Execution> ofJobs(Set<String> jobIds) {
    return jobIds.stream()
        .map(store.executions()::ofJob)
        .flatMap(Optional::stream)
        .sorted(NEWEST_FIRST)
        .toList();
  }

  @Override
  public void listOperations(
      ListOperationsRequest request, StreamObserver<ListOperationsResponse> answer) {
    String projectId = JobRequests.projectId(request.getProjectId());
    AnswerPage<OperationRow> page =
        AnswerPage.of(
            (rows, after) -> store.operations().list(projectId, rows, after),
            Paging.size(request.getPageSize()),
            Paging.start(request.getPageToken()),
            this::row,
            operation -> new PageToken(operation.createdAt().toEpochMilli(), operation.id()));
    Answers.send(
        answer,
        ListOperationsResponse.newBuilder()
            .addAllOperations(page.items())
            .setNextPageToken(page.next())
            .build());
  }

  private OperationRow row(Operation operation) {
    return OperationRow.newBuilder()
        .setOperation(operations.wire(operation))
        .setProjectId(operation.projectId())
        .setKind(OperationKind.valueOf(operation.kind().name()))
        .setJobId(operation.jobId() == null ? "" : operation.jobId())
        .build();
  }

  @Override
  public void listJobEvents(
      ListJobEventsRequest request, StreamObserver<ListJobEventsResponse> answer) {
    Job job = store.jobs().get(request.getJobId());
    var response = ListJobEventsResponse.newBuilder();
    store
        .jobs()
        .events(job.id())
        .forEach(event -> response.addEvents(ExecutionProtos.event(job.projectId(), event)));
    Answers.send(answer, response.build());
  }

  @Override
  public void listJobDetails(
      ListJobDetailsRequest request, StreamObserver<ListJobDetailsResponse> answer) {
    var response = ListJobDetailsResponse.newBuilder();
    jobIds(request.getJobIdsList()).stream()
        .map(store.jobs()::find)
        .flatMap(Optional::stream)
        .forEach(job -> response.addJobs(ExecutionProtos.details(job)));
    Answers.send(answer, response.build());
  }
}
