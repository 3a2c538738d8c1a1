package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.await;
import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobStdLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobStdLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.StdLog;
import io.rowrun.proto.v1.FileKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class JobLogTest extends OnStack {
  @Test
  void aReaderWaitsForAJobThatHasNotStartedAndEndsWithIt() {
    String jobId = stack.create(parameters("echo one; echo two >&2")).getJobId();
    Reader reader = read(jobId, 0);
    reader.request(1000);

    assertThat(reader.end.get()).isNull();
    stack.execute(jobId);

    await().until(() -> reader.end.get() != null);
    assertThat(reader.end.get().isOk()).isTrue();
    assertThat(reader.lines()).containsExactlyInAnyOrder("OUT one\n", "ERR two\n");
  }

  @Test
  void aReaderOfAJobThatIsCancelledBeforeItStartsEnds() {
    String jobId = stack.create(parameters("true")).getJobId();
    Reader reader = read(jobId, 0);
    reader.request(1);

    stack.jobs.cancel(CancelProjectJobRequest.newBuilder().setJobId(jobId).build());

    await().until(() -> reader.end.get() != null);
    assertThat(reader.end.get().isOk()).isTrue();
    assertThat(reader.logs).isEmpty();
  }

  @Test
  void linesArriveWhileTheProgramRuns() throws Exception {
    Path go = root.resolve("go");
    String jobId =
        stack.run(
            parameters("echo first; until test -e " + go + "; do sleep 0.02; done; echo last"));
    Reader reader = read(jobId, 0);
    reader.request(1000);

    await().until(() -> reader.lines().contains("OUT first\n"));
    assertThat(reader.end.get()).isNull();
    Files.createFile(go);

    await().until(() -> reader.end.get() != null);
    assertThat(reader.lines()).containsExactly("OUT first\n", "OUT last\n");
  }

  @Test
  void readingFromNowOnGivesOnlyWhatComes() throws Exception {
    Path go = root.resolve("go");
    String jobId =
        stack.run(
            parameters("echo first; until test -e " + go + "; do sleep 0.02; done; echo last"));
    await().until(() -> !now(jobId).isEmpty());

    Reader reader = read(jobId, -1);
    reader.request(1000);
    Reader whole = read(jobId, 0);
    whole.request(1000);
    await().until(() -> !whole.logs.isEmpty());
    Files.createFile(go);

    await().until(() -> reader.end.get() != null);
    assertThat(reader.lines()).containsExactly("OUT last\n");
  }

  @Test
  void readingWithoutFollowingEndsWithWhatIsThere() {
    String jobId = stack.run(parameters("echo first; sleep 600"));
    await().until(() -> !now(jobId).isEmpty());

    assertThat(now(jobId)).isEqualTo("first\n");
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.EXECUTING);
  }

  @Test
  void readingWithoutFollowingOfAJobThatHasNotStartedIsEmpty() {
    assertThat(now(stack.create(parameters("true")).getJobId())).isEmpty();
  }

  @Test
  void aReaderOfAJobThatWritesNothingEndsWithoutAnAnswer() {
    String jobId = stack.create(parameters("true")).getJobId();
    Reader reader = follow(jobId);
    Reader later = read(jobId, -1);
    later.request(1);

    stack.execute(jobId);

    await().until(() -> reader.end.get() != null && later.end.get() != null);
    assertThat(reader.end.get().isOk()).isTrue();
    assertThat(later.end.get().isOk()).isTrue();
    assertThat(reader.logs).isEmpty();
    assertThat(later.logs).isEmpty();
  }

  @Test
  void aReaderOfAQueuedJobThatIsCancelledEnds() {
    List<String> jobIds = new ArrayList<>();
    int slots = Runtime.getRuntime().availableProcessors() + 8;
    for (int i = 0; i <= slots; i++) {
      jobIds.add(stack.run(parameters("sleep 600")));
    }
    String last = jobIds.get(slots); // there is room for fewer
    Reader reader = follow(last);
    assertThat(stack.get(last).getStatus()).isEqualTo(JobStatus.PREPARING);

    stack.jobs.cancel(CancelProjectJobRequest.newBuilder().setJobId(last).build());

    await().until(() -> reader.end.get() != null);
    assertThat(reader.end.get().isOk()).isTrue();
  }

  @Test
  void bytesThatAreNoTextArriveAsTheyAre() throws Exception {
    byte[] bytes = new byte[1_000_000];
    new Random(5).nextBytes(bytes);
    Path file = Files.write(root.resolve("bytes"), bytes);
    String jobId = stack.create(parameters("cat " + file)).getJobId();
    Reader reader = follow(jobId);

    stack.execute(jobId);

    await().until(() -> reader.end.get() != null);
    assertThat(reader.content()).isEqualTo(bytes);
  }

  @Test
  void aHundredMegabytesArriveWholeAtAReaderSlowerThanTheProgram() {
    String cmd = "yes 'a line as any other line, of no great length' | head -c 100000000";
    String jobId = stack.create(parameters(cmd)).getJobId();
    Reader slow = read(jobId, 0);
    slow.request(1);
    Reader quick = follow(jobId);
    stack.execute(jobId);
    stack.awaitStatus(jobId, JobStatus.SUCCESS);
    assertThat(slow.end.get()).isNull();

    slow.request(1_000_000);
    await().until(() -> slow.end.get() != null && quick.end.get() != null);

    assertThat(slow.bytes()).isEqualTo(100_000_000);
    assertThat(Stack.sha256(slow.content())).isEqualTo(stack.get(jobId).getLogFiles(0).getSha256());
    assertThat(Stack.sha256(quick.content()))
        .isEqualTo(stack.get(jobId).getLogFiles(0).getSha256());
    assertThat(slow.largestAnswer.get()).isLessThan(1 << 20);
  }

  @Test
  void theLogOfAJobWhoseDataIsClearedIsRefused() {
    String jobId = stack.run(parameters("echo one"));
    stack.awaitStatus(jobId, JobStatus.SUCCESS);
    deleteData(jobId);

    String message = "the data of job " + jobId + " was cleared: its files and its log are gone";
    JobLifeTest.assertFails(
        Status.Code.FAILED_PRECONDITION, message, () -> Stack.text(stack.jobs, jobId, 0));
    JobLifeTest.assertFails(
        Status.Code.FAILED_PRECONDITION, message, () -> Stack.text(stack.jobs, jobId, -1));
    JobLifeTest.assertFails(
        Status.Code.FAILED_PRECONDITION, message, () -> readStdLogs(jobId).hasNext());
    JobLifeTest.assertFails(
        Status.Code.FAILED_PRECONDITION,
        message,
        () -> stack.download(jobId, FileKind.LOG, "stdout.txt"));
  }

  @Test
  void whoReadsALogThatIsClearedGetsTheRestOrIsToldButNeverOtherBytes() {
    String cmd = "yes out | head -c 5000000; sleep 0.05; yes err | head -c 5000000 >&2";
    String jobId = stack.run(parameters(cmd));
    stack.awaitStatus(jobId, JobStatus.SUCCESS);
    Reader early = read(jobId, 0);
    early.request(1);
    Reader late = read(jobId, 0); // has not read anything of ERR yet
    await().until(() -> !early.logs.isEmpty());

    deleteData(jobId);
    early.request(1_000_000);
    late.request(1_000_000);

    await().until(() -> early.end.get() != null && late.end.get() != null);
    for (Reader reader : List.of(early, late)) {
      assertThat(reader.text()).matches("(?s)[outer\n]*").doesNotContain("\0");
      assertThat(reader.end.get().getCode())
          .isEqualTo(
              reader.bytes() == 10_000_000 ? Status.Code.OK : Status.Code.FAILED_PRECONDITION);
    }
  }

  private void deleteData(String jobId) {
    stack.jobs.deleteData(DeleteProjectJobDataRequest.newBuilder().setJobId(jobId).build());
  }

  @Test
  void everyOffsetIsAPlaceToGoOn() {
    String jobId = stack.run(parameters("printf 'abc\\ndefg\\n'; printf 'hij\\n'"));
    String whole = stack.log(jobId);

    assertThat(whole).isEqualTo("abc\ndefg\nhij\n");
    for (int offset = 0; offset <= whole.length() + 1; offset++) {
      String expected = offset > whole.length() ? "" : whole.substring(offset);
      assertThat(Stack.text(stack.jobs, jobId, offset)).isEqualTo(expected);
    }
  }

  @Test
  void theOffsetOfAnAnswerIsWhereItsLogsEnd() {
    String jobId =
        stack.run(
            parameters("for i in $(seq 20000); do echo line $i; done; head -c 300000 /dev/zero"));
    stack.awaitStatus(jobId, JobStatus.SUCCESS);

    List<Long> offsets = new ArrayList<>();
    long read = 0;
    var answers =
        stack.jobs.readLogs(ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).build());
    while (answers.hasNext()) {
      ReadProjectJobLogsResponse answer = answers.next();
      assertThat(answer.getSerializedSize()).isLessThan(1024 * 1024);
      for (LogMessage log : answer.getLogsList()) {
        assertThat(log.getContent().size()).isBetween(1, 64 * 1024);
        assertThat(log.hasCreatedAt()).isTrue();
        read += log.getContent().size();
      }
      offsets.add(answer.getOffset());
      assertThat(answer.getOffset()).isEqualTo(read);
    }
    assertThat(read).isEqualTo(stdoutBytes(jobId));
    assertThat(offsets.size()).isGreaterThan(1);
  }

  private long stdoutBytes(String jobId) {
    return root.resolve("jobs").resolve(jobId).resolve("stdout").toFile().length();
  }

  @Test
  void aReaderThatDoesNotReadHoldsNothingUp() {
    String jobId = stack.run(parameters("head -c 20000000 /dev/zero"));
    Reader slow = read(jobId, 0);
    slow.request(1);

    stack.awaitStatus(jobId, JobStatus.SUCCESS);

    await().until(() -> slow.logs.size() > 0);
    assertThat(slow.end.get()).isNull();
    assertThat(stack.log(jobId)).hasSize(20_000_000);
    slow.request(1_000_000);
    await().until(() -> slow.end.get() != null);
    assertThat(slow.bytes()).isEqualTo(20_000_000);
  }

  @Test
  void manyReadersOfManyJobsNeedFewThreads() {
    String jobId = stack.run(parameters("echo hello; sleep 600"));
    List<Reader> readers = new ArrayList<>();
    int threadsBefore = Thread.activeCount();
    for (int i = 0; i < 300; i++) {
      Reader reader = read(jobId, 0);
      reader.request(1000);
      readers.add(reader);
    }

    await().until(() -> readers.stream().allMatch(reader -> !reader.logs.isEmpty()));

    assertThat(Thread.activeCount()).isLessThan(threadsBefore + 20);
    readers.forEach(Reader::cancel);
  }

  @Test
  void nobodyMissesWhatIsWrittenWhileTheyCome() {
    String jobId =
        stack
            .create(
                parameters(
                    "for i in $(seq 300); do echo out $i; echo err $i >&2; sleep 0.003; done"))
            .getJobId();
    List<Reader> readers = new ArrayList<>();
    readers.add(follow(jobId));
    stack.execute(jobId);
    while (stack.get(jobId).getStatus() != JobStatus.SUCCESS) {
      if (readers.size() < 200) {
        readers.add(follow(jobId));
      }
    }

    await().until(() -> readers.stream().allMatch(reader -> reader.end.get() != null));
    String whole = stack.log(jobId);
    assertThat(whole.lines()).hasSize(600);
    assertThat(readers).allSatisfy(reader -> assertThat(reader.text()).isEqualTo(whole));
  }

  private Reader follow(String jobId) {
    Reader reader = read(jobId, 0);
    reader.request(1_000_000);
    return reader;
  }

  @Test
  void olderClientsReadTheSameLog() {
    String jobId = stack.run(parameters("echo one; echo two >&2"));
    stack.awaitStatus(jobId, JobStatus.SUCCESS);

    List<String> lines = new ArrayList<>();
    readStdLogs(jobId)
        .forEachRemaining(
            answer ->
                answer
                    .getLogsList()
                    .forEach(
                        (StdLog log) ->
                            lines.add(log.getType() + " " + log.getContent().toStringUtf8())));

    assertThat(lines).containsExactlyInAnyOrder("OUT one\n", "ERR two\n");
  }

  @SuppressWarnings("deprecation") // it is what older clients call
  private Iterator<ReadProjectJobStdLogsResponse> readStdLogs(String jobId) {
    return stack.jobs.readStdLogs(
        ReadProjectJobStdLogsRequest.newBuilder().setJobId(jobId).build());
  }

  @Test
  void aNegativeOffsetOtherThanMinusOneIsRefused() {
    String jobId = stack.create(parameters("true")).getJobId();
    JobLifeTest.assertFails(
        Status.Code.INVALID_ARGUMENT,
        "offset must be 0 or more, or -1 for what comes from now on: -2",
        () -> Stack.text(stack.jobs, jobId, -2));
  }

  private String now(String jobId) {
    return Stack.text(Stack.with(stack.jobs, "rowrun-follow", "false"), jobId, 0);
  }

  private Reader read(String jobId, long offset) {
    Reader reader = new Reader();
    ProjectJobServiceGrpc.newStub(stack.channel())
        .readLogs(
            ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).setOffset(offset).build(),
            reader);
    return reader;
  }

  /** Takes as many answers as it is told to. */
  private static final class Reader
      implements ClientResponseObserver<ReadProjectJobLogsRequest, ReadProjectJobLogsResponse> {
    final Queue<LogMessage> logs = new ConcurrentLinkedQueue<>();
    final AtomicReference<Status> end = new AtomicReference<>();
    final AtomicInteger largestAnswer = new AtomicInteger();
    private ClientCallStreamObserver<ReadProjectJobLogsRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<ReadProjectJobLogsRequest> started) {
      call = started;
      call.disableAutoRequestWithInitial(0);
    }

    void request(int answers) {
      call.request(answers);
    }

    void cancel() {
      call.cancel("enough", null);
    }

    List<String> lines() {
      return logs.stream()
          .map(log -> log.getStandardStream() + " " + log.getContent().toStringUtf8())
          .toList();
    }

    String text() {
      StringBuilder text = new StringBuilder();
      logs.forEach(log -> text.append(log.getContent().toStringUtf8()));
      return text.toString();
    }

    byte[] content() {
      ByteString[] pieces = logs.stream().map(LogMessage::getContent).toArray(ByteString[]::new);
      return ByteString.copyFrom(List.of(pieces)).toByteArray();
    }

    long bytes() {
      return logs.stream().mapToLong(log -> log.getContent().size()).sum();
    }

    @Override
    public void onNext(ReadProjectJobLogsResponse answer) {
      largestAnswer.accumulateAndGet(answer.getSerializedSize(), Math::max);
      logs.addAll(answer.getLogsList());
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
