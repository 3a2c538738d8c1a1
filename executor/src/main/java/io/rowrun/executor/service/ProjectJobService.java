package io.rowrun.executor.service;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.InstanceType;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.logs.LogFile;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.Enqueued;
import io.rowrun.executor.store.PageToken;
import io.rowrun.executor.store.RequestKey;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesRequest;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesResponse;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobStdLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobStdLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.FinalizeProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.FinalizeProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceImplBase;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobStdLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobStdLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.SetProjectJobDataTtlRequest;
import io.rowrun.proto.datasphere.v2.jobs.SetProjectJobDataTtlResponse;
import io.rowrun.proto.v1.FileKind;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jobs: described, run, watched, stopped, removed. Thread-safe. */
final class ProjectJobService extends ProjectJobServiceImplBase {
  private static final int MAX_REASON_LENGTH = 1000;

  private final ServiceParts parts;
  private final Database store;
  private final JobCreation creation;
  private final JobData data;
  private final JobDownloads downloads;
  private final JobInputs inputs;
  private final OperationView operations;
  private final Idempotency idempotency;

  ProjectJobService(ServiceParts parts) {
    this.parts = parts;
    this.store = parts.store();
    this.creation = new JobCreation(parts);
    this.data = new JobData(parts);
    this.downloads = new JobDownloads(parts);
    this.inputs = new JobInputs(parts.store().files());
    this.operations = new OperationView(parts);
    this.idempotency = new Idempotency(store.operations());
  }

  @Override
  public void create(
      CreateProjectJobRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    Answers.send(answer, creation.create(request));
  }

  @Override
  public void clone(
      CloneProjectJobRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    Answers.send(answer, creation.clone(request));
  }

  @Override
  public void execute(
      ExecuteProjectJobRequest request,
      StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    RequestKey key = Idempotency.key(request);
    Optional<Operation> earlier = idempotency.repeated(key, Operation.Kind.EXECUTE_JOB);
    if (earlier.isPresent()) {
      Answers.send(answer, operations.wire(earlier.get()));
      return;
    }
    Job job = store.jobs().get(JobRequests.jobId(request.getJobId()));
    if (job.status() == JobStatus.CREATING) {
      inputs.checkComplete(job);
    }
    Enqueued enqueued = enqueue(job, key);
    if (enqueued.isNew()) {
      parts.queue().submitted();
    }
    Answers.send(answer, operations.wire(enqueued.operation()));
  }

  private Enqueued enqueue(Job job, @Nullable RequestKey key) {
    Instant now = parts.clock().instant();
    String id = Ids.operation(now);
    InstanceType type = parts.node().instanceTypes().choose(job.parameters().instanceTypes());
    return store
        .executions()
        .enqueue(
            job.id(),
            Execution.queued(id, job, now, Caller.name(), type.slots()),
            Operation.started(
                id, Operation.Kind.EXECUTE_JOB, job.projectId(), job.id(), now, Caller.name()),
            key);
  }

  @Override
  public void cancel(CancelProjectJobRequest request, StreamObserver<Empty> answer) {
    if (request.getReason().length() > MAX_REASON_LENGTH) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          "reason must have "
              + MAX_REASON_LENGTH
              + " characters at most: it has "
              + request.getReason().length());
    }
    store
        .executions()
        .requestCancel(
            JobRequests.jobId(request.getJobId()),
            new CancelRequest(request.getReason(), request.getGraceful(), parts.clock().instant()));
    parts.queue().cancelRequested(request.getJobId());
    Answers.send(answer, Empty.getDefaultInstance());
  }

  @Override
  public void get(
      GetProjectJobRequest request, StreamObserver<io.rowrun.proto.datasphere.v2.jobs.Job> answer) {
    Answers.send(answer, JobProtos.job(store.jobs().get(JobRequests.jobId(request.getJobId()))));
  }

  @Override
  public void list(ListProjectJobRequest request, StreamObserver<ListProjectJobResponse> answer) {
    String projectId = JobRequests.projectId(request.getProjectId());
    Set<JobStatus> statuses = JobRequests.statuses(request);
    int pageSize = Paging.size(request.getPageSize());
    PageToken start = Paging.start(request.getPageToken());
    AnswerPage<io.rowrun.proto.datasphere.v2.jobs.Job> page =
        AnswerPage.of(
            (rows, after) -> store.jobs().list(projectId, statuses, rows, after),
            pageSize,
            start,
            JobProtos::job,
            job -> new PageToken(job.createdAt().toEpochMilli(), job.id()));
    Answers.send(
        answer,
        ListProjectJobResponse.newBuilder()
            .addAllJobs(page.items())
            .setNextPageToken(page.next())
            .build());
  }

  @Override
  public void delete(
      DeleteProjectJobRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    Answers.send(answer, data.delete(request));
  }

  @Override
  public void deleteData(
      DeleteProjectJobDataRequest request,
      StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    Answers.send(answer, data.deleteData(request));
  }

  @Override
  public void deleteAllData(
      DeleteAllProjectJobDataRequest request,
      StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    Answers.send(answer, data.deleteAllData(request));
  }

  @Override
  public void setDataTtl(
      SetProjectJobDataTtlRequest request, StreamObserver<SetProjectJobDataTtlResponse> answer) {
    data.setTtl(request);
    Answers.send(answer, SetProjectJobDataTtlResponse.getDefaultInstance());
  }

  /** For older clients. */
  @Override
  public void finalize(
      FinalizeProjectJobRequest request, StreamObserver<FinalizeProjectJobResponse> answer) {
    data.finish(request.getJobId());
    Answers.send(
        answer, FinalizeProjectJobResponse.newBuilder().setJobId(request.getJobId()).build());
  }

  @Override
  public void downloadJobFiles(
      DownloadProjectJobFilesRequest request,
      StreamObserver<DownloadProjectJobFilesResponse> answer) {
    Answers.send(answer, downloads.answer(request));
  }

  @Override
  public void readLogs(
      ReadProjectJobLogsRequest request, StreamObserver<ReadProjectJobLogsResponse> answer) {
    LogStream.start(
        Answers.streaming(answer), parts, request.getJobId(), request.getOffset(), LogProtos::logs);
  }

  /** For older clients. */
  @Override
  @Deprecated
  public void readStdLogs(
      ReadProjectJobStdLogsRequest request, StreamObserver<ReadProjectJobStdLogsResponse> answer) {
    LogStream.start(
        Answers.streaming(answer),
        parts,
        request.getJobId(),
        request.getOffset(),
        LogProtos::stdLogs);
  }

  /** For older clients. */
  @Override
  @Deprecated
  public void downloadStdLogs(
      DownloadProjectJobStdLogsRequest request,
      StreamObserver<DownloadProjectJobStdLogsResponse> answer) {
    Job job = store.jobs().get(request.getJobId());
    JobFiles.requireData(job);
    if (job.startedAt() == null) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot download the log of job " + job.id() + ": it has not run");
    }
    Answers.send(
        answer,
        DownloadProjectJobStdLogsResponse.newBuilder()
            .setStdoutUrl(parts.links().download(job, FileKind.LOG, LogFile.STDOUT.shownAs()))
            .setStderrUrl(parts.links().download(job, FileKind.LOG, LogFile.STDERR.shownAs()))
            .build());
  }
}
