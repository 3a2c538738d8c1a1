package io.rowrun.executor.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceImplBase;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PacedStreamTest {
  private static final int ENDLESS = Integer.MAX_VALUE;

  private final ExecutorService oneThread = Executors.newSingleThreadExecutor();
  private final List<Counting> streams = new CopyOnWriteArrayList<>();
  private volatile int limit = ENDLESS;
  private volatile boolean failing;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    ProjectJobServiceImplBase service =
        new ProjectJobServiceImplBase() {
          @Override
          public void readLogs(
              ReadProjectJobLogsRequest request,
              StreamObserver<ReadProjectJobLogsResponse> answer) {
            Counting stream = new Counting(Answers.streaming(answer));
            streams.add(stream);
            stream.start();
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
    oneThread.shutdownNow();
  }

  @Test
  void aReaderThatDoesNotReadIsNotSentMore() throws Exception {
    Reader slow = read();
    slow.request(3);
    await().until(() -> slow.last.get() == 3);

    Reader other = read();
    other.request(1000);
    await().until(() -> other.last.get() == 1000);

    assertThat(slow.last).hasValue(3);
    assertThat(streams.get(0).sent.get()).isLessThan(10);
  }

  @Test
  void aReaderThatGoesOnIsSentMore() {
    Reader reader = read();
    for (int wanted = 1; wanted <= 100; wanted++) {
      long expected = wanted;
      reader.request(1);
      await().until(() -> reader.last.get() == expected);
    }
  }

  @Test
  void oneThreadServesManyReadersOfWhomSomeWaitForNews() {
    limit = 50;
    List<Reader> readers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 100; i++) {
      Reader reader = read();
      reader.request(ENDLESS);
      readers.add(reader);
    }
    await().until(() -> readers.stream().allMatch(reader -> reader.last.get() == 50));

    limit = 60;
    streams.forEach(PacedStream::wake);

    await().until(() -> readers.stream().allMatch(reader -> reader.last.get() == 60));
  }

  @Test
  void aCancelledStreamLetsGoOnce() {
    limit = 1;
    Reader reader = read();
    reader.request(1);
    await().until(() -> reader.last.get() == 1);

    reader.cancel();

    await().until(() -> streams.get(0).releases.get() == 1);
    streams.get(0).wake();
    await().until(oneThreadIsIdle());
    assertThat(streams.get(0).releases).hasValue(1);
  }

  @Test
  void whatAStepThrowsEndsTheStreamWithItsStatus() {
    limit = 2;
    Reader reader = read();
    reader.request(ENDLESS);
    await().until(() -> reader.last.get() == 2);

    failing = true;
    streams.get(0).wake();

    await().until(() -> reader.end.get() != null);
    assertThat(reader.end.get().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(reader.end.get().getDescription()).isEqualTo("Unknown job j1");
    await().until(() -> streams.get(0).releases.get() == 1);
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  private Callable<Boolean> oneThreadIsIdle() {
    var done = oneThread.submit(() -> {});
    return done::isDone;
  }

  private Reader read() {
    Reader reader = new Reader();
    int streamsBefore = streams.size();
    ProjectJobServiceGrpc.newStub(channel)
        .readLogs(ReadProjectJobLogsRequest.getDefaultInstance(), reader);
    await().until(() -> streams.size() > streamsBefore);
    return reader;
  }

  /** Sends 1, 2, 3 … up to the limit, which may be raised. */
  private final class Counting extends PacedStream<ReadProjectJobLogsResponse> {
    final AtomicLong sent = new AtomicLong();
    final AtomicInteger releases = new AtomicInteger();

    Counting(ServerCallStreamObserver<ReadProjectJobLogsResponse> answer) {
      super(answer, oneThread);
    }

    @Override
    Progress step() {
      if (failing) {
        throw new ExecutorException(ErrorCode.NOT_FOUND, "Unknown job j1");
      }
      if (sent.get() >= limit) {
        return Progress.WAITING;
      }
      send(ReadProjectJobLogsResponse.newBuilder().setOffset(sent.incrementAndGet()).build());
      return Progress.MORE;
    }

    @Override
    void release() {
      releases.incrementAndGet();
    }
  }

  /** Takes as many messages as it is told to, and sees to it that none is missing. */
  private static final class Reader
      implements ClientResponseObserver<ReadProjectJobLogsRequest, ReadProjectJobLogsResponse> {
    final AtomicLong last = new AtomicLong();
    final AtomicReference<Status> end = new AtomicReference<>();
    private ClientCallStreamObserver<ReadProjectJobLogsRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<ReadProjectJobLogsRequest> started) {
      call = started;
      call.disableAutoRequestWithInitial(0);
    }

    void request(int messages) {
      call.request(messages);
    }

    void cancel() {
      call.cancel("enough", null);
    }

    @Override
    public void onNext(ReadProjectJobLogsResponse message) {
      last.updateAndGet(before -> before + 1 == message.getOffset() ? before + 1 : -1_000_000);
    }

    @Override
    public void onError(Throwable error) {
      end.set(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      end.set(Status.OK);
    }
  }
}
