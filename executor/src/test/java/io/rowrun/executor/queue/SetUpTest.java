package io.rowrun.executor.queue;

import static io.rowrun.executor.queue.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.environment.SetUp;
import io.rowrun.executor.environment.Surroundings;
import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.GracefulShutdown;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes before a job's program: real shell scripts, over a queue of their own. */
final class SetUpTest {
  @TempDir Path root;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(root);
  }

  @AfterEach
  void close() throws InterruptedException {
    rig.close();
  }

  @Test
  void stepsAreDoneInTheirOrderBeforeTheProgramStarts() throws IOException {
    Path gate = root.resolve("gate");
    setUps(
        new SetUp(
            untilExists(gate) + "; cat given >> '" + mark() + "'; stat -c %a given",
            Map.of(),
            Map.of("given", "one\n")),
        new SetUp("ls; echo \"$WORD\" >> '" + mark() + "'", Map.of("WORD", "two"), Map.of()));
    rig.open();

    Execution submitted = submit("echo \"three $WORD\" >> " + mark());
    await().until(() -> Rig.processes(submitted).size() > 1);
    assertThat(rig.store.executions().get(submitted.id()))
        .returns(JobStatus.PREPARING, Execution::state)
        .returns(null, Execution::startedAt);
    Instant opened = Instant.now();
    Files.createFile(gate);

    Execution ended = rig.ended(submitted);
    assertThat(ended.state()).isEqualTo(JobStatus.SUCCESS);
    assertThat(ended.startedAt()).isAfterOrEqualTo(opened.minusMillis(1));
    assertThat(mark()).hasContent("one\ntwo\nthree \n");
    assertThat(systemLog(submitted)).isEqualTo("600\n");
    await().until(() -> !Files.exists(rig.directories.setUp(submitted.jobId())));
  }

  @Test
  void whatItSaysIsInTheLogWhileItRuns() throws IOException {
    Path gate = root.resolve("gate");
    setUps(setUp("echo 'at https://me:secret@host/x?q'; " + untilExists(gate)));
    rig.open();
    Execution submitted = submit("echo program");

    Path index = rig.directories.of(submitted.jobId()).resolve("log.idx");
    await().until(() -> Files.exists(index) && Files.size(index) > 0);
    assertThat(rig.store.executions().get(submitted.id()).state()).isEqualTo(JobStatus.PREPARING);
    assertThat(systemLog(submitted)).isEqualTo("at https://****@host/x?q\n");
    Files.createFile(gate);
    rig.ended(submitted);
  }

  @Test
  void aFailedSetUpEndsTheJobWithItsLastLines() throws IOException {
    setUps(setUp("echo first; echo 'no such thing: http://u:pw@h/' >&2; exit 7"), setUp(touch()));
    rig.open();

    Execution ended = rig.ended(submit(touch()));

    assertThat(ended)
        .returns(JobStatus.ERROR, Execution::state)
        .returns(ErrorCode.FAILED_PRECONDITION, Execution::errorCode)
        .returns(
            "the set-up returned code 7: first | no such thing: http://****@h/",
            Execution::errorMessage)
        .returns(null, Execution::startedAt)
        .returns(null, Execution::returnCode);
    assertThat(mark()).doesNotExist();
    assertThat(systemLog(ended))
        .isEqualTo("first\nno such thing: http://****@h/\n" + ended.errorMessage() + "\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCancelKillsTheSetUpAndAllItStarted(boolean graceful) throws IOException {
    setUps(setUp("trap '' TERM; sleep 1000 & setsid sleep 1001 & sleep 1002"));
    rig.open();
    Execution submitted =
        submit(
            JobParameters.builder(touch())
                .gracefulShutdown(new GracefulShutdown(Duration.ofHours(1), 15))
                .build());
    await().until(() -> Rig.processes(submitted).size() >= 5);

    cancel(submitted, graceful);

    assertThat(rig.ended(submitted))
        .returns(JobStatus.CANCELLED, Execution::state)
        .returns(ErrorCode.CANCELLED, Execution::errorCode);
    assertThat(Rig.processes(submitted)).isEmpty();
    assertThat(mark()).doesNotExist();
  }

  @Test
  void aCancelledJobIsCancelledAlthoughItsSetUpFailed() {
    Path gate = root.resolve("gate");
    setUps(setUp(untilExists(gate) + "; exit 1"));
    rig.open();
    Execution submitted = submit("true");
    Path directory = rig.directories.setUp(submitted.jobId());
    await().until(() -> Files.exists(directory.resolve("job")));
    rig.closeQueue();
    rig.store
        .executions()
        .requestCancel(submitted.jobId(), new CancelRequest("enough", false, Instant.now()));
    create(gate);
    await().until(() -> Files.exists(directory.resolve("exit")));

    rig.open();

    assertThat(rig.ended(submitted))
        .returns(JobStatus.CANCELLED, Execution::state)
        .returns("Canceled by user: enough", Execution::errorMessage);
  }

  @Test
  void theNextQueueWaitsForARunningSetUpAndDoesNotRepeatIt() throws IOException {
    Path gate = root.resolve("gate");
    setUps(setUp("echo once >> '" + mark() + "'; " + untilExists(gate)));
    rig.open();
    Execution submitted = submit("echo program >> " + mark());
    await().until(() -> Files.exists(mark()));
    rig.closeQueue();

    rig.open();
    create(gate);

    assertThat(rig.ended(submitted).state()).isEqualTo(JobStatus.SUCCESS);
    assertThat(mark()).hasContent("once\nprogram\n");
  }

  @Test
  void aLostSetUpIsKilledAndDoneAgain() throws IOException {
    Path gate = root.resolve("gate");
    setUps(setUp("echo $$ >> '" + mark() + "'; " + untilExists(gate)));
    rig.open();
    Execution submitted = submit("echo program >> " + mark());
    await().until(() -> Files.exists(mark()) && !Files.readString(mark()).isEmpty());
    Path directory = rig.directories.setUp(submitted.jobId());
    long supervisor =
        Long.parseLong(Files.readString(directory.resolve("supervisor")).split(" ")[0]);

    ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
    await().until(() -> Files.readAllLines(mark()).size() == 2);
    long first = Long.parseLong(Files.readAllLines(mark()).get(0));
    await().until(() -> ProcessHandle.of(first).filter(ProcessHandle::isAlive).isEmpty());
    create(gate);

    assertThat(rig.ended(submitted).state()).isEqualTo(JobStatus.SUCCESS);
    assertThat(Files.readAllLines(mark())).hasSize(3).last().isEqualTo("program");
  }

  @Test
  void aSetUpHoldsTheSlotsOfItsJob() {
    Path gate = root.resolve("gate");
    rig.surroundings =
        job ->
            job.parameters().cmd().equals("true") ? List.of(setUp(untilExists(gate))) : List.of();
    rig.open(4, rig.launcher);
    Execution first = submit("true");
    await().until(() -> Files.exists(rig.directories.setUp(first.jobId()).resolve("job")));

    Execution second = submit("false");
    Execution third = submit("true");
    create(gate);

    Execution ended = rig.ended(first);
    assertThat(rig.ended(second).startedAt()).isAfterOrEqualTo(ended.finishedAt());
    assertThat(rig.ended(third).state()).isEqualTo(JobStatus.SUCCESS);
  }

  @Test
  void killAllEndsASetUp() throws Exception {
    setUps(setUp("sleep 1000"));
    rig.open();
    Execution submitted = submit(touch());
    await().until(() -> Rig.processes(submitted).size() > 1);

    assertThat(rig.queue().killAll(Duration.ofSeconds(20))).isTrue();

    assertThat(Rig.processes(submitted)).isEmpty();
    assertThat(mark()).doesNotExist();
  }

  @Test
  void whatAKilledServiceLeftOfASetUpIsTidiedAway() throws IOException {
    setUps(setUp("true"));
    rig.open();
    Execution ended = rig.ended(submit("true"));
    rig.closeQueue();
    Path left =
        Files.createDirectories(rig.directories.setUp(ended.jobId()).resolve("work/1/deep"));

    rig.open();

    await().until(() -> !Files.exists(left));
    await().until(() -> !Files.exists(rig.directories.setUp(ended.jobId())));
  }

  @Test
  void variablesComeFromTheSurroundings() throws IOException {
    rig.surroundings =
        new Surroundings() {
          @Override
          public List<SetUp> setUps(Job job) {
            return List.of();
          }

          @Override
          public Map<String, String> variables(
              Job job, Path workDirectory, Map<String, String> given) {
            return Map.of("WORK", workDirectory.toString());
          }
        };
    rig.open();

    rig.ended(submit("[ \"$WORK\" = \"$PWD\" ] && " + touch()));

    assertThat(mark()).exists();
  }

  private Execution submit(String cmd) {
    return submit(JobParameters.of(cmd));
  }

  private Execution submit(JobParameters parameters) {
    Execution execution = rig.submit(parameters, 4);
    rig.queue().submitted();
    return execution;
  }

  private Path mark() {
    return root.resolve("mark");
  }

  private String touch() {
    return "touch '" + mark() + "'";
  }

  private void setUps(SetUp... steps) {
    rig.surroundings = job -> List.of(steps);
  }

  private static SetUp setUp(String command) {
    return new SetUp(command, Map.of(), Map.of());
  }

  private static String untilExists(Path gate) {
    return "until [ -e '" + gate + "' ]; do sleep 0.01; done";
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void cancel(Execution execution, boolean graceful) {
    rig.store
        .executions()
        .requestCancel(execution.jobId(), new CancelRequest("", graceful, Instant.now()));
    rig.queue().cancelRequested(execution.jobId());
  }

  private String systemLog(Execution execution) throws IOException {
    return Files.readString(rig.directories.of(execution.jobId()).resolve("system.log"));
  }
}
