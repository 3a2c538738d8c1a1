package io.rowrun.executor.launcher;

import static io.rowrun.executor.launcher.TestTasks.awaitOutput;
import static io.rowrun.executor.launcher.TestTasks.ended;
import static io.rowrun.executor.launcher.TestTasks.processesWith;
import static io.rowrun.executor.launcher.TestTasks.read;
import static io.rowrun.executor.launcher.TestTasks.soon;
import static io.rowrun.executor.launcher.TestTasks.spec;
import static io.rowrun.executor.launcher.TestTasks.withTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every launcher does, shown with real processes. */
abstract class LauncherContract {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int TERM = 15;

  @TempDir Path data;
  private final List<LaunchSpec> started = new ArrayList<>();
  private Launcher launcher;
  private Path directory;

  /** A launcher for tasks in that data directory. */
  abstract Launcher open(Path dataDirectory) throws IOException;

  /** The task as this launcher is to run it. */
  LaunchSpec fit(LaunchSpec spec) {
    return spec;
  }

  /** Whether tasks inherit the variables of this process. */
  boolean handsDownItsOwnVariables() {
    return true;
  }

  /** Whether the job's shell lets variables pass that it cannot name itself. */
  boolean handsDownAnyName() {
    return true;
  }

  @BeforeEach
  void open() throws IOException {
    launcher = open(data);
    directory = Files.createDirectories(data.resolve("jobs/j1"));
  }

  @AfterEach
  void nothingIsLeft() {
    for (LaunchSpec spec : started) {
      if (launcher.poll(spec.directory()) == TaskState.Running.INSTANCE) {
        launcher.stop(spec.directory(), StopRequest.KILL);
        ended(launcher, spec.directory());
      }
    }
    TestTasks.assertNothingIsLeft(data);
    nothingElseIsLeft();
  }

  /** Fails if the engine still knows of tasks. */
  void nothingElseIsLeft() {}

  @Test
  void exitCodeOfTheCommandIsKept() {
    assertThat(run(task("exit 0")).code()).isZero();
    assertThat(run(anotherTask("exit 3")).code()).isEqualTo(3);
  }

  @Test
  void codeOfACommandKilledByASignalIs128AndItsNumber() {
    assertThat(run(task("kill -SEGV $$")).code()).isEqualTo(139);
    assertThat(run(anotherTask("exec sh -c 'kill -KILL $$'")).code()).isEqualTo(137);
  }

  @Test
  void aSignalThatNobodyAskedForIsNoSuccess() {
    assertThat(run(task("kill -TERM $$; echo not here")).code()).isEqualTo(143);
    assertThat(run(anotherTask("sh -c 'kill -HUP $PPID'; echo not here")).code()).isEqualTo(129);
    assertThat(run(anotherTask("trap 'exit 0' TERM; kill -TERM $$; exit 1")).code()).isZero();
  }

  @Test
  void aCommandThatIsNotThereOrNoShellTextEndsAsTheShellEndsIt() {
    assertThat(run(task("no-such-program --at-all")).code()).isEqualTo(127);
    assertThat(read(directory.resolve("stderr"))).contains("no-such-program").contains("not found");
    assertThat(run(anotherTask("if (")).code()).isNotZero();
  }

  @Test
  void streamsAreKeptByteForByteAndApart() throws IOException {
    run(task("printf 'a\\377\\0b'; printf 'no line end' >&2"));

    assertThat(directory.resolve("stdout")).hasBinaryContent(new byte[] {'a', -1, 0, 'b'});
    assertThat(directory.resolve("stderr")).hasContent("no line end");
  }

  @Test
  void aQuietTaskWritesNothing() {
    assertThat(run(task(":")).code()).isZero();

    assertThat(directory.resolve("stdout")).isEmptyFile();
    assertThat(directory.resolve("stderr")).isEmptyFile();
  }

  @Test
  void endOfATaskIsToldWithTimeAndReason() {
    Instant before = Instant.now().minusMillis(10);

    ExitRecord exit = run(task(":"));

    assertThat(exit.reason()).isEqualTo(EndReason.EXITED);
    assertThat(exit.endedAt()).isBetween(before, Instant.now());
  }

  @Test
  void cpuTimeIsMeasured() {
    ExitRecord exit = run(task("i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done"));

    assertThat(exit.cpuSeconds()).isBetween(0.02, 30.0);
  }

  @Test
  void commandRunsInItsWorkDirectoryWithoutInput() throws IOException {
    run(task("pwd -P; cat; echo end"));

    assertThat(read(directory.resolve("stdout")))
        .isEqualTo(directory.resolve("work").toRealPath() + "\nend\n");
  }

  @Test
  void commandHasNoDescriptorsButItsStreams() {
    run(task("ls /proc/self/fd"));

    assertThat(read(directory.resolve("stdout"))).isEqualTo("0\n1\n2\n3\n"); // 3 is of ls
  }

  @Test
  void commandIgnoresNoSignals() {
    run(task("grep SigIgn /proc/self/status"));

    String mask = read(directory.resolve("stdout")).replace("SigIgn:", "").strip();
    assertThat(Long.parseLong(mask, 16) & 0x7fff_ffff).isZero(); // above are those of libc
  }

  @Test
  void environmentArrivesByteForByte() throws IOException {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("PLAIN", "value");
    wanted.put("EMPTY", "");
    wanted.put("LINES", "one\ntwo\n\n");
    wanted.put("QUOTES", "it's \"quoted\" `x` $HOME \\ 'twice''");
    wanted.put("UNICODE", "grüße 漢字 🙂");
    if (handsDownAnyName()) {
      wanted.put("MY-SECRET", "with-dash\n'");
      wanted.put("dot.ted", "a b");
      wanted.put("имя", "значение");
      wanted.put("-x", "like an option");
    }
    wanted.put("signal", "a name that the supervisor uses");

    run(fit(spec(directory, "cat /proc/self/environ > environ", wanted)));

    Map<String, String> arrived = environment(directory.resolve("work/environ"));
    assertThat(arrived).containsAllEntriesOf(wanted);
    if (handsDownItsOwnVariables()) {
      assertThat(arrived).containsEntry("PATH", System.getenv("PATH"));
    }
    assertThat(arrived)
        .containsEntry("JOB_PROGRESS_FILENAME", directory.resolve("progress").toString())
        .containsKey("ROWRUN_EXECUTION");
  }

  @Test
  void ownMarkCannotBeOverwritten() {
    LaunchSpec spec =
        fit(spec(directory, "sh -c 'echo $ROWRUN_EXECUTION'", Map.of("ROWRUN_EXECUTION", "mine")));

    run(spec);

    assertThat(read(directory.resolve("stdout"))).isEqualTo(spec.executionId() + "\n");
  }

  @Test
  void variablesThatNoProgramCanBeGivenAreRefused() {
    for (String name : List.of("", "A=B", "A\0")) {
      LaunchSpec spec = fit(spec(directory, "echo ran", Map.of(name, "x")));
      assertThatThrownBy(() -> launcher.start(spec))
          .isInstanceOfSatisfying(
              ExecutorException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
    assertThat(launcher.poll(directory)).isEqualTo(TaskState.NotStarted.INSTANCE);
  }

  @Test
  void aCommandMayBeLongerThanAnArgument() {
    String comment = "# " + "x".repeat(300_000) + "\n";

    assertThat(run(task(comment + "echo 'it'\"'\"'s'; exit 4")).code()).isEqualTo(4);

    assertThat(read(directory.resolve("stdout"))).isEqualTo("it's\n");
  }

  @Test
  void aDirectoryThatNobodyStartedIsNotStarted() {
    assertThat(launcher.poll(directory)).isEqualTo(TaskState.NotStarted.INSTANCE);
  }

  @Test
  void startingTwiceRunsOnce() throws Exception {
    LaunchSpec spec = task("echo ran; sleep 0.1");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Object> start =
          () -> {
            launcher.start(spec);
            return open(data);
          };
      threads.invokeAll(List.of(start, start, start, start));
    } finally {
      threads.shutdown();
    }
    ended(launcher, directory);
    launcher.start(spec);
    open(data).start(spec);

    assertThat(ended(launcher, directory).code()).isZero();
    soon().untilAsserted(() -> assertThat(processesWith(data.toString())).isEmpty());
    assertThat(read(directory.resolve("stdout"))).isEqualTo("ran\n");
  }

  @Test
  void anotherLauncherFollowsATaskByItsDirectory() throws IOException {
    launcher.start(task("echo ready; until [ -e go ]; do sleep 0.02; done; exit 5"));
    awaitOutput(directory, "ready");
    Launcher another = open(data);

    assertThat(another.poll(directory)).isEqualTo(TaskState.Running.INSTANCE);
    Files.createFile(directory.resolve("work/go"));
    assertThat(ended(another, directory).code()).isEqualTo(5);
  }

  @Test
  void nothingIsLeftOfAnEndedTask() {
    String nap = "sleep 7531." + System.nanoTime();
    run(task(nap + " & setsid " + nap + " & (setsid " + nap + " &) ; nohup " + nap + " & exit 7"));

    assertThat(ended(launcher, directory).code()).isEqualTo(7);
    assertThat(processesWith(nap.substring(6))).isEmpty();
  }

  @Test
  void gracefulSignalReachesTheProgramBelowTheShellAndItsCodeIsKept() {
    launcher.start(task(polite("TERM", "exit 12") + "; echo not here"));
    awaitOutput(directory, "ready");

    launcher.stop(directory, new StopRequest(TERM, LONG));

    ExitRecord exit = ended(launcher, directory);
    assertThat(exit.code()).isEqualTo(12);
    assertThat(exit.reason()).isEqualTo(EndReason.CANCELLED);
    assertThat(read(directory.resolve("stdout"))).isEqualTo("ready\ngot it\n");
  }

  @Test
  void aProgramThatEndsWellWhenAskedToHasEndedWell() {
    launcher.start(task(polite("TERM", "exit 0") + "; echo not here"));
    awaitOutput(directory, "ready");

    launcher.stop(directory, new StopRequest(TERM, LONG));

    ExitRecord exit = ended(launcher, directory);
    assertThat(exit.code()).isZero();
    assertThat(exit.reason()).isEqualTo(EndReason.CANCELLED);
  }

  @Test
  void everyUsualSignalCanBeTheGracefulOne() {
    Map<Integer, String> signals = Map.of(1, "HUP", 2, "INT", 10, "USR1", 12, "USR2", 15, "TERM");
    signals.forEach(
        (number, name) -> {
          LaunchSpec spec = anotherTask("cd . && " + polite(name, "exit 9"));
          launcher.start(spec);
          awaitOutput(spec.directory(), "ready");

          launcher.stop(spec.directory(), new StopRequest(number, LONG));

          assertThat(ended(launcher, spec.directory()).code()).as(name).isEqualTo(9);
        });
  }

  @Test
  void aProgramThatIsNotPoliteEndsByTheSignal() {
    launcher.start(task("sh -c 'echo ready; exec sleep 1000'; echo not here"));
    awaitOutput(directory, "ready");

    launcher.stop(directory, new StopRequest(TERM, LONG));

    assertThat(ended(launcher, directory).code()).isEqualTo(143);
  }

  @Test
  void whatTheShellLeftInTheBackgroundHasItsGraceToo() {
    launcher.start(task("(" + polite("TERM", "sleep 0.3; echo done; exit 0") + ") & wait"));
    awaitOutput(directory, "ready");

    launcher.stop(directory, new StopRequest(TERM, LONG));

    ended(launcher, directory);
    assertThat(read(directory.resolve("stdout"))).endsWith("done\n");
  }

  @Test
  void aProgramThatIgnoresTheSignalIsKilledAfterItsGrace() {
    launcher.start(task("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
    awaitOutput(directory, "ready");
    Instant asked = Instant.now();

    launcher.stop(directory, new StopRequest(TERM, Duration.ofMillis(400)));

    ExitRecord exit = ended(launcher, directory);
    assertThat(exit.code()).isEqualTo(137);
    assertThat(exit.reason()).isEqualTo(EndReason.CANCELLED);
    assertThat(exit.endedAt()).isAfter(asked.plusMillis(350));
  }

  @Test
  void withoutGraceATaskIsKilledUnasked() {
    launcher.start(task(polite("TERM", "exit 12")));
    awaitOutput(directory, "ready");

    launcher.stop(directory, new StopRequest(TERM, Duration.ZERO));

    assertThat(ended(launcher, directory).code()).isEqualTo(137);
    assertThat(read(directory.resolve("stdout"))).isEqualTo("ready\n");
  }

  @Test
  void aSecondForcedStopCutsTheGraceShort() {
    launcher.start(task(polite("TERM", "sleep 1000")));
    awaitOutput(directory, "ready");
    launcher.stop(directory, new StopRequest(TERM, LONG));
    awaitOutput(directory, "got it");

    launcher.stop(directory, StopRequest.KILL);

    ExitRecord exit = ended(launcher, directory);
    assertThat(exit.code()).isEqualTo(137);
    assertThat(exit.reason()).isEqualTo(EndReason.CANCELLED);
  }

  @Test
  void aTaskStoppedBeforeItsStartNeverRuns() {
    launcher.stop(directory, StopRequest.KILL);

    launcher.start(fit(task("echo ran")));

    assertThat(launcher.poll(directory)).isEqualTo(TaskState.NotStarted.INSTANCE);
    assertThat(directory.resolve("stdout")).doesNotExist();
  }

  @Test
  void aStoppedTaskThatHasNotStartedIsNobodysAnyMore() {
    for (int i = 0; i < 20; i++) {
      LaunchSpec spec = anotherTask("sleep 1000");
      launcher.start(spec);
      launcher.stop(spec.directory(), StopRequest.KILL);
      if (launcher.poll(spec.directory()) instanceof TaskState.NotStarted) {
        assertThat(spec.directory().resolve("supervisor")).hasContent("nobody");
      }
    }
  }

  @Test
  void stoppingAtAnyMomentOfTheStartEndsTheTask() {
    StopRequest graceful = new StopRequest(TERM, Duration.ofMillis(500));
    for (int i = 0; i < 20; i++) {
      LaunchSpec spec = anotherTask("sleep 1000");
      launcher.start(spec);
      launcher.stop(spec.directory(), i % 2 == 0 ? StopRequest.KILL : graceful);
      if (launcher.poll(spec.directory()) instanceof TaskState.NotStarted) {
        continue; // and never will be
      }
      ExitRecord exit = ended(launcher, spec.directory());
      assertThat(exit.reason()).isEqualTo(EndReason.CANCELLED);
      // 137 also after the signal: it may come just before the shell starts its next program
      assertThat(exit.code()).isIn(i % 2 == 0 ? Set.of(137) : Set.of(137, 143));
    }
  }

  @Test
  void stoppingAnEndedTaskChangesNothing() {
    ExitRecord exit = run(task("exit 3"));

    launcher.stop(directory, StopRequest.KILL);

    assertThat(ended(launcher, directory)).isEqualTo(exit);
  }

  @Test
  void aTaskThatRunsTooLongIsAskedAndThenKilled() {
    LaunchSpec polite = task(polite("TERM", "exit 12"));
    ExitRecord asked = run(withTimeout(polite, Duration.ofMillis(700), LONG));
    assertThat(asked.code()).isEqualTo(12);
    assertThat(asked.reason()).isEqualTo(EndReason.TIMEOUT);

    LaunchSpec deaf = anotherTask("trap '' TERM; while :; do sleep 0.05; done");
    ExitRecord killed = run(withTimeout(deaf, Duration.ofMillis(300), Duration.ofMillis(200)));
    assertThat(killed.code()).isEqualTo(137);
    assertThat(killed.reason()).isEqualTo(EndReason.TIMEOUT);
  }

  @Test
  void aTimeoutThatIsNotReachedLeavesNothing() {
    ExitRecord exit = run(withTimeout(task("exit 2"), Duration.ofSeconds(4321), LONG));

    assertThat(exit.code()).isEqualTo(2);
    assertThat(exit.reason()).isEqualTo(EndReason.EXITED);
    soon().untilAsserted(() -> assertThat(processesWith("4321.00")).isEmpty());
  }

  /** A program below the shell that says ready, and does something when the signal comes. */
  private static String polite(String signal, String last) {
    return "sh -c 'trap \"echo got it; "
        + last
        + "\" "
        + signal
        + "; echo ready; while :; do sleep 0.02; done'";
  }

  private LaunchSpec task(String command) {
    return fit(spec(directory, command));
  }

  private LaunchSpec anotherTask(String command) {
    return fit(spec(data.resolve("jobs/" + TestTasks.newId()), command));
  }

  private ExitRecord run(LaunchSpec spec) {
    started.add(spec);
    return TestTasks.run(launcher, spec);
  }

  private static Map<String, String> environment(Path environ) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    String text = new String(Files.readAllBytes(environ), StandardCharsets.UTF_8);
    Arrays.stream(text.split("\0"))
        .map(entry -> entry.split("=", 2))
        .forEach(entry -> environment.put(entry[0], entry[1]));
    return environment;
  }
}
