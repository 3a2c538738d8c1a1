package io.rowrun.executor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RequestInfo;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.proto.operation.CancelOperationRequest;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.operation.OperationServiceGrpc.OperationServiceImplBase;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RequestBoundaryTest {
  /** Answers as the test says. */
  private interface Behaviour {
    void answer(StreamObserver<Operation> answer);
  }

  private final AtomicReference<Behaviour> behaviour = new AtomicReference<>();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    OperationServiceImplBase service =
        new OperationServiceImplBase() {
          @Override
          public void get(GetOperationRequest request, StreamObserver<Operation> answer) {
            behaviour.get().answer(answer);
          }
        };
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .addService(ServerInterceptors.intercept(service, new RequestBoundary()))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void anAnswerCarriesTheIdOfItsRequest() {
    behaviour.set(answer -> Answers.send(answer, Operation.getDefaultInstance()));
    AtomicReference<Metadata> headers = new AtomicReference<>();

    call(headers, new AtomicReference<>(), new Metadata());

    assertThat(headers.get().get(RequestBoundary.REQUEST_ID)).matches("[0-9a-f]{32}");
  }

  @Test
  void aDomainErrorKeepsItsCodeAndMessage() {
    behaviour.set(
        answer -> {
          throw new ExecutorException(ErrorCode.NOT_FOUND, "Unknown job j1");
        });

    Status status = failure().getStatus();

    assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(status.getDescription()).isEqualTo("Unknown job j1");
    assertThat(status.getCause()).isNull();
  }

  @Test
  void anErrorGivenToTheObserverIsMappedTheSameWay() {
    behaviour.set(
        answer ->
            answer.onError(new ExecutorException(ErrorCode.FAILED_PRECONDITION, "it has ended")));

    assertThat(failure().getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(failure().getStatus().getDescription()).isEqualTo("it has ended");
  }

  @Test
  void aBugOfOursIsInternalAndTellsNothingButTheRequest() {
    behaviour.set(
        answer -> {
          throw new IllegalStateException("secret");
        });

    StatusRuntimeException failure = failure();

    String requestId = failure.getTrailers().get(RequestBoundary.REQUEST_ID);
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(failure.getStatus().getDescription())
        .isEqualTo(
            "internal error in yandex.cloud.operation.OperationService/Get (request "
                + requestId
                + ")");
  }

  @Test
  void anErrorNamesItsRequestInTheDetails() throws IOException {
    behaviour.set(
        answer -> {
          throw new ExecutorException(ErrorCode.NOT_FOUND, "Unknown job j1");
        });

    StatusRuntimeException failure = failure();

    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    assertThat(details.getCode()).isEqualTo(5);
    assertThat(details.getMessage()).isEqualTo("Unknown job j1");
    assertThat(details.getDetails(0).unpack(RequestInfo.class).getRequestId())
        .isEqualTo(failure.getTrailers().get(RequestBoundary.REQUEST_ID));
  }

  @Test
  void aDomainErrorIsNeverGrpcsCancelled() {
    behaviour.set(
        answer -> {
          throw new ExecutorException(ErrorCode.CANCELLED, "it was cancelled");
        });

    assertThat(failure().getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
  }

  @Test
  void aMethodThatIsNotThereIsNamed() {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                OperationServiceGrpc.newBlockingStub(channel)
                    .cancel(CancelOperationRequest.getDefaultInstance()));

    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(failure.getStatus().getDescription())
        .isEqualTo("Method yandex.cloud.operation.OperationService/Cancel is unimplemented");
  }

  @Test
  void headersReachTheHandler() {
    AtomicReference<RequestHeaders> seen = new AtomicReference<>();
    behaviour.set(
        answer -> {
          seen.set(RequestHeaders.current());
          Answers.send(answer, Operation.getDefaultInstance());
        });
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), "k1");
    headers.put(Metadata.Key.of("rowrun-follow", Metadata.ASCII_STRING_MARSHALLER), "false");

    call(new AtomicReference<>(), new AtomicReference<>(), headers);
    assertThat(seen.get()).isEqualTo(new RequestHeaders("k1", false));

    call(new AtomicReference<>(), new AtomicReference<>(), new Metadata());
    assertThat(seen.get()).isEqualTo(new RequestHeaders(null, true));
  }

  private StatusRuntimeException failure() {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () -> call(new AtomicReference<>(), new AtomicReference<>(), new Metadata()));
  }

  private void call(
      AtomicReference<Metadata> headers, AtomicReference<Metadata> trailers, Metadata request) {
    var intercepted =
        ClientInterceptors.intercept(
            channel,
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers),
            MetadataUtils.newAttachHeadersInterceptor(request));
    OperationServiceGrpc.newBlockingStub(intercepted).get(GetOperationRequest.getDefaultInstance());
  }
}
