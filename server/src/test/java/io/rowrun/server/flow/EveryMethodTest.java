package io.rowrun.server.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.server.ServedProcess;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Asks a running server for every method of the vendor's services, with nothing in the request. */
@Timeout(120)
class EveryMethodTest {
  /** Notebooks come later. */
  private static final Set<String> NOT_YET =
      Set.of("yandex.cloud.datasphere.v2.ProjectService/Execute");

  @TempDir Path directory;

  @Test
  void noneIsUnknownAndNoneAnswersAsIfTheConnectionWereAtFault() throws Exception {
    Set<String> unimplemented = new TreeSet<>();
    try (ServedProcess server = ServedProcess.start(directory)) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(server.authority()).usePlaintext().build();
      try {
        methods()
            .forEach(
                method -> {
                  Status.Code code = code(channel, method);
                  if (code == Status.Code.UNIMPLEMENTED) {
                    unimplemented.add(method.getFullMethodName());
                  }
                  assertThat(EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.CANCELLED))
                      .as(method.getFullMethodName())
                      .doesNotContain(code);
                });
      } finally {
        channel.shutdownNow();
      }
    }
    assertThat(unimplemented).isEqualTo(NOT_YET);
  }

  private static Stream<MethodDescriptor<?, ?>> methods() {
    return Stream.of(
            ProjectJobServiceGrpc.getServiceDescriptor(),
            ProjectServiceGrpc.getServiceDescriptor(),
            OperationServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream());
  }

  private static <Q, A> Status.Code code(ManagedChannel channel, MethodDescriptor<Q, A> method) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    try {
      ClientCalls.blockingServerStreamingCall(channel, method, options, empty(method)).hasNext();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static <Q> Q empty(MethodDescriptor<Q, ?> method) {
    return method.parseRequest(new ByteArrayInputStream(new byte[0]));
  }
}
