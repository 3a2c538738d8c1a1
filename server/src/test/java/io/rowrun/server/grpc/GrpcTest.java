package io.rowrun.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RequestInfo;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import io.rowrun.server.ServedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What gRPC clients want of the port that gRPC shares with HTTP. */
@Timeout(60)
class GrpcTest {
  @TempDir static Path directory;

  private static ServedProcess server;
  private static ManagedChannel channel;
  private static ProjectJobServiceBlockingStub jobs;

  @BeforeAll
  static void serve() throws IOException {
    server = ServedProcess.start(directory);
    channel = NettyChannelBuilder.forTarget(server.authority()).usePlaintext().build();
    jobs = ProjectJobServiceGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void kill() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void everyServiceIsHealthy() {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
    for (String service : new String[] {"", ProjectJobServiceGrpc.SERVICE_NAME}) {
      assertThat(
              health.check(HealthCheckRequest.newBuilder().setService(service).build()).getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> asking =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    first.complete(response);
                  }

                  @Override
                  public void onError(Throwable error) {
                    first.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(first.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .contains(ProjectJobServiceGrpc.SERVICE_NAME, "grpc.health.v1.Health");
    asking.onCompleted();
  }

  @Test
  void anErrorCarriesTheRequestsIdInTrailersAndDetails() {
    assertThatThrownBy(() -> jobs.get(GetProjectJobRequest.newBuilder().setJobId("nope").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              String id =
                  e.getTrailers()
                      .get(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER));
              assertThat(e.getStatus().getDescription()).isEqualTo("Unknown job nope");
              assertThat(requestInfo(e).getRequestId()).isNotEmpty().isEqualTo(id);
            });
  }

  private static RequestInfo requestInfo(StatusRuntimeException e) {
    try {
      return StatusProto.fromThrowable(e).getDetails(0).unpack(RequestInfo.class);
    } catch (com.google.protobuf.InvalidProtocolBufferException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  @Test
  void aLogIsStreamedWhileItIsWrittenAndGivenUpByItsReader() {
    String jobId = run("echo first; sleep 600");
    io.grpc.Context.CancellableContext reader = io.grpc.Context.current().withCancellation();
    reader.run(
        () -> {
          Iterator<ReadProjectJobLogsResponse> log =
              jobs.readLogs(ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).build());
          assertThat(log.next().getLogs(0).getContent().toStringUtf8()).isEqualTo("first\n");
          reader.cancel(null);
          assertThatThrownBy(log::hasNext).isInstanceOf(StatusRuntimeException.class);
        });
  }

  /** The server hands out what a slow reader takes; a second one is not held up meanwhile. */
  @Test
  void aReaderThatTakesNothingHoldsNobodyUp() {
    String jobId = run("yes 0123456789012345678901234567890123456789 | head -c 30000000");
    Iterator<ReadProjectJobLogsResponse> slow =
        jobs.readLogs(ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).build());
    assertThat(slow.next().getLogsCount()).isPositive();
    assertThat(bytes(jobs.readLogs(ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).build())))
        .isEqualTo(30_000_000);
    assertThat(bytes(slow)).isPositive();
  }

  private static long bytes(Iterator<ReadProjectJobLogsResponse> log) {
    long bytes = 0;
    while (log.hasNext()) {
      bytes += log.next().getLogsList().stream().mapToLong(l -> l.getContent().size()).sum();
    }
    return bytes;
  }

  @Test
  void aMessageOfManyMegabytesIsReadAndOneAbove64IsRefused() {
    assertThatThrownBy(() -> create("#".repeat(20_000_000)))
        .hasMessageContaining("a job must have 2097152 bytes at most");
    assertThatThrownBy(() -> create("#".repeat(70_000_000)))
        .hasMessageContaining("RESOURCE_EXHAUSTED");
  }

  private static String run(String cmd) {
    String jobId = create(cmd);
    jobs.execute(ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                jobs.get(GetProjectJobRequest.newBuilder().setJobId(jobId).build()).hasStartedAt());
    return jobId;
  }

  private static String create(String cmd) {
    CreateProjectJobRequest request =
        CreateProjectJobRequest.newBuilder()
            .setProjectId("grpc")
            .setJobParameters(
                JobParameters.newBuilder()
                    .setCmd(cmd)
                    .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.4")))
            .build();
    try {
      return jobs.create(request).getResponse().unpack(CreateProjectJobResponse.class).getJobId();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
