package io.rowrun.executor.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc.ProjectServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.operation.OperationServiceGrpc.OperationServiceBlockingStub;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.ExecutionServiceGrpc;
import io.rowrun.proto.v1.ExecutionServiceGrpc.ExecutionServiceBlockingStub;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A whole executor in a directory of its own, as clients see it: through its channel. */
final class Stack implements AutoCloseable {
  static final String PROJECT = "p1";

  private final DataDirectory directory;
  private final EmbeddedExecutor executor;
  final ProjectJobServiceBlockingStub jobs;
  final OperationServiceBlockingStub operations;
  final ProjectServiceBlockingStub projects;
  final ExecutionServiceBlockingStub executions;

  Stack(Path root) {
    this(root, ExecutorOptions.defaults());
  }

  Stack(Path root, ExecutorOptions options) {
    directory = DataDirectory.tryOwn(root).orElseThrow();
    executor = EmbeddedExecutor.open(directory, options);
    jobs = ProjectJobServiceGrpc.newBlockingStub(channel());
    operations = OperationServiceGrpc.newBlockingStub(channel());
    projects = ProjectServiceGrpc.newBlockingStub(channel());
    executions = ExecutionServiceGrpc.newBlockingStub(channel());
  }

  Channel channel() {
    return executor.channel();
  }

  @Override
  public void close() throws InterruptedException {
    executor.killJobs();
    executor.close();
    directory.close();
  }

  static ConditionFactory await() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10));
  }

  /** Parameters of a job that runs {@code cmd}; to be added to. */
  static JobParameters.Builder parameters(String cmd) {
    return JobParameters.newBuilder()
        .setCmd(cmd)
        .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.4"));
  }

  static CreateProjectJobRequest.Builder request(JobParameters.Builder parameters) {
    return CreateProjectJobRequest.newBuilder().setProjectId(PROJECT).setJobParameters(parameters);
  }

  /** An input file with these bytes. */
  static File file(String path, String var, byte[] bytes) {
    return File.newBuilder()
        .setDesc(FileDesc.newBuilder().setPath(path).setVar(var))
        .setSha256(sha256(bytes))
        .setSizeBytes(bytes.length)
        .build();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The stub with a request header. */
  static <S extends AbstractStub<S>> S with(S stub, String header, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  CreateProjectJobResponse create(JobParameters.Builder parameters) {
    return unpack(
        jobs.create(request(parameters).build()).getResponse(), CreateProjectJobResponse.class);
  }

  /** The same in another project. */
  CreateProjectJobResponse create(JobParameters.Builder parameters, String projectId) {
    return unpack(
        jobs.create(request(parameters).setProjectId(projectId).build()).getResponse(),
        CreateProjectJobResponse.class);
  }

  Operation execute(String jobId) {
    return jobs.execute(ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build());
  }

  /** Creates and executes. */
  String run(JobParameters.Builder parameters) {
    String jobId = create(parameters).getJobId();
    execute(jobId);
    return jobId;
  }

  Job get(String jobId) {
    return jobs.get(GetProjectJobRequest.newBuilder().setJobId(jobId).build());
  }

  Job awaitStatus(String jobId, JobStatus status) {
    return await().until(() -> get(jobId), job -> job.getStatus() == status);
  }

  Operation operation(String id) {
    return operations.get(GetOperationRequest.newBuilder().setOperationId(id).build());
  }

  Operation awaitDone(String operationId) {
    return await().until(() -> operation(operationId), Operation::getDone);
  }

  static ExecuteProjectJobResponse executeResponse(Operation operation) {
    return unpack(operation.getResponse(), ExecuteProjectJobResponse.class);
  }

  static <T extends com.google.protobuf.Message> T unpack(
      com.google.protobuf.Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The whole log of both streams; waits for the end of the job. */
  String log(String jobId) {
    return text(jobs, jobId, 0);
  }

  static String text(ProjectJobServiceBlockingStub jobs, String jobId, long offset) {
    StringBuilder text = new StringBuilder();
    jobs.readLogs(ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).setOffset(offset).build())
        .forEachRemaining(answer -> append(answer, text));
    return text.toString();
  }

  private static void append(ReadProjectJobLogsResponse answer, StringBuilder text) {
    answer.getLogsList().forEach(log -> text.append(log.getContent().toStringUtf8()));
  }

  /** The bytes of a file of a job. */
  byte[] download(String jobId, FileKind kind, String path) {
    ByteString[] all = {ByteString.EMPTY};
    FileServiceGrpc.newBlockingStub(channel())
        .download(DownloadRequest.newBuilder().setJobId(jobId).setKind(kind).setPath(path).build())
        .forEachRemaining(answer -> all[0] = all[0].concat(answer.getChunk()));
    return all[0].toByteArray();
  }

  /** Sends the bytes in chunks of that size; throws what the server says. */
  UploadResponse upload(String jobId, String path, byte[] bytes, int chunkBytes) {
    return upload(jobId, FileKind.INPUT, path, bytes, chunkBytes);
  }

  UploadResponse upload(String jobId, FileKind kind, String path, byte[] bytes, int chunkBytes) {
    CompletableFuture<UploadResponse> answer = new CompletableFuture<>();
    StreamObserver<UploadRequest> call =
        FileServiceGrpc.newStub(channel()).upload(new Single(answer));
    call.onNext(
        UploadRequest.newBuilder()
            .setHeader(UploadHeader.newBuilder().setJobId(jobId).setKind(kind).setPath(path))
            .build());
    for (int from = 0; from < bytes.length; from += chunkBytes) {
      byte[] chunk = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + chunkBytes));
      call.onNext(UploadRequest.newBuilder().setChunk(ByteString.copyFrom(chunk)).build());
    }
    call.onCompleted();
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw (StatusRuntimeException) e.getCause();
    }
  }

  private record Single(CompletableFuture<UploadResponse> answer)
      implements StreamObserver<UploadResponse> {
    @Override
    public void onNext(UploadResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      answer.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {}
  }
}
