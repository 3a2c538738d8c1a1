package io.rowrun.server.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.rowrun.proto.datasphere.v2.GetProjectRequest;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.operation.OperationServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Does to a server, over the network, what the vendor's command-line client does: the same calls in
 * the same order, with the same quirks (an empty file is sent chunked, without a length; the job is
 * read from the deprecated part of the metadata). One thread at a time.
 */
final class VendorClient implements AutoCloseable {
  private static final long POLL_MILLIS = 50; // the client's own is 5 s
  private static final Duration FOURTEEN_DAYS = Duration.newBuilder().setSeconds(1_209_600).build();
  private static final Set<Status.Code> RETRIED =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);

  private final String project;
  private final Between between;
  private final ManagedChannel channel;
  private final ManagedChannel operationChannel;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param between happens before every call
   */
  VendorClient(String authority, String project, Between between) {
    this.project = project;
    this.between = between;
    this.channel = NettyChannelBuilder.forTarget(authority).usePlaintext().build();
    this.operationChannel = NettyChannelBuilder.forTarget(authority).usePlaintext().build();
  }

  /** What happens to the server between two calls. */
  interface Between {
    void happen() throws Exception;
  }

  /** How a job ended, as its submitter sees it. */
  record Ended(
      String jobId,
      Operation operation,
      ExecuteProjectJobResponse response,
      String stdout,
      String stderr,
      Map<String, byte[]> outputs) {}

  ProjectJobServiceBlockingStub jobs() throws Exception {
    between.happen();
    return ProjectJobServiceGrpc.newBlockingStub(channel)
        .withWaitForReady()
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** {@code project job execute}. */
  Ended execute(JobParameters parameters, String config, Map<String, byte[]> files)
      throws Exception {
    String jobId = createAndUpload(parameters, config, files);
    return follow(jobId, jobs().execute(execution(jobId)), 0);
  }

  /** Create and the uploads: the job is ready to run. */
  String createAndUpload(JobParameters parameters, String config, Map<String, byte[]> files)
      throws Exception {
    Operation create =
        jobs()
            .create(
                CreateProjectJobRequest.newBuilder()
                    .setProjectId(project)
                    .setJobParameters(parameters)
                    .setConfig(config)
                    .setName("flow")
                    .setDesc("as the vendor's client")
                    .setDataTtl(FOURTEEN_DAYS)
                    .build());
    Operation created = awaitDone(create.getId());
    CreateProjectJobResponse response =
        unpack(created.getResponse(), CreateProjectJobResponse.class);
    assertThat(unpack(created.getMetadata(), CreateProjectJobMetadata.class).getJobId())
        .isEqualTo(response.getJobId());
    upload(response.getUploadFilesList(), files);
    return response.getJobId();
  }

  void upload(Iterable<StorageFile> wanted, Map<String, byte[]> files) throws Exception {
    for (StorageFile file : wanted) {
      byte[] bytes = files.get(file.getFile().getDesc().getPath());
      assertThat(bytes).as(file.getFile().getDesc().getPath()).isNotNull();
      assertThat(put(file.getUrl(), bytes).statusCode()).isEqualTo(200);
    }
  }

  /** {@code attach}: executes once more, and reads the log from now on. */
  Ended attach(String jobId) throws Exception {
    return follow(jobId, jobs().execute(execution(jobId)), -1);
  }

  static ExecuteProjectJobRequest execution(String jobId) {
    return ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build();
  }

  /** Reads the log to its end, polls the operation, looks up the project, downloads. */
  Ended follow(String jobId, Operation operation, long offset) throws Exception {
    Map<String, StringBuilder> log = readLog(jobId, offset);
    Operation ended = awaitDone(operation.getId());
    var metadata = unpack(ended.getMetadata(), ExecuteProjectJobMetadata.class);
    @SuppressWarnings("deprecation")
    String projectOfJob = metadata.getJob().getProjectId();
    between.happen();
    assertThat(
            ProjectServiceGrpc.newBlockingStub(channel)
                .withWaitForReady()
                .get(GetProjectRequest.newBuilder().setProjectId(projectOfJob).build())
                .getId())
        .isEqualTo(projectOfJob);
    ExecuteProjectJobResponse response =
        ended.hasResponse()
            ? unpack(ended.getResponse(), ExecuteProjectJobResponse.class)
            : ExecuteProjectJobResponse.getDefaultInstance();
    Map<String, byte[]> outputs = new TreeMap<>();
    for (StorageFile file : response.getOutputFilesList()) {
      outputs.put(file.getFile().getDesc().getPath(), download(file));
    }
    return new Ended(jobId, ended, response, text(log, "1"), text(log, "2"), outputs);
  }

  private static String text(Map<String, StringBuilder> log, String source) {
    return log.getOrDefault(source, new StringBuilder()).toString();
  }

  /** The log by source: 1 is the standard output, 2 the error output, else a file's name. */
  private Map<String, StringBuilder> readLog(String jobId, long from) throws Exception {
    Map<String, StringBuilder> log = new LinkedHashMap<>();
    long offset = from;
    while (true) {
      try {
        Iterator<ReadProjectJobLogsResponse> batches =
            jobs()
                .readLogs(
                    ReadProjectJobLogsRequest.newBuilder()
                        .setJobId(jobId)
                        .setOffset(offset)
                        .build());
        while (batches.hasNext()) {
          ReadProjectJobLogsResponse batch = batches.next();
          offset = batch.getOffset();
          batch.getLogsList().forEach(message -> add(log, message));
        }
        return log; // a clean end is the end
      } catch (StatusRuntimeException e) {
        assertThat(RETRIED).as(e.toString()).contains(e.getStatus().getCode());
      }
    }
  }

  private static void add(Map<String, StringBuilder> log, LogMessage message) {
    String source =
        message.hasStandardStream()
            ? Integer.toString(message.getStandardStreamValue())
            : message.getFilePath();
    log.computeIfAbsent(source, ignored -> new StringBuilder())
        .append(message.getContent().toString(UTF_8));
  }

  /** Polls, whatever goes wrong meanwhile. */
  Operation awaitDone(String operationId) throws Exception {
    for (int polls = 0; polls < 2000; polls++) {
      between.happen();
      Operation operation = operation(operationId);
      if (operation.getDone()) {
        return operation;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new AssertionError("operation " + operationId + " does not end");
  }

  Operation operation(String operationId) {
    return OperationServiceGrpc.newBlockingStub(operationChannel)
        .withWaitForReady()
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .get(GetOperationRequest.newBuilder().setOperationId(operationId).build());
  }

  /** No headers but a length; an empty file comes chunked and has none. */
  HttpResponse<String> put(String url, byte[] bytes) throws Exception {
    between.happen();
    var body =
        bytes.length > 0
            ? BodyPublishers.ofByteArray(bytes)
            : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .version(HttpClient.Version.HTTP_1_1)
            .PUT(body)
            .build(),
        BodyHandlers.ofString());
  }

  byte[] download(StorageFile file) throws Exception {
    between.happen();
    HttpResponse<byte[]> response = get(file.getUrl());
    assertThat(response.statusCode()).as(file.toString()).isEqualTo(200);
    assertThat((long) response.body().length).isEqualTo(file.getFile().getSizeBytes());
    return response.body();
  }

  HttpResponse<byte[]> get(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).version(HttpClient.Version.HTTP_1_1).build(),
        BodyHandlers.ofByteArray());
  }

  static <M extends Message> M unpack(Any any, Class<M> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not a " + type.getSimpleName() + ": " + any.getTypeUrl(), e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    operationChannel.shutdownNow();
  }
}
