package io.rowrun.executor.launcher;

import static io.rowrun.executor.launcher.TestTasks.awaitOutput;
import static io.rowrun.executor.launcher.TestTasks.ended;
import static io.rowrun.executor.launcher.TestTasks.pidIn;
import static io.rowrun.executor.launcher.TestTasks.processesWith;
import static io.rowrun.executor.launcher.TestTasks.program;
import static io.rowrun.executor.launcher.TestTasks.read;
import static io.rowrun.executor.launcher.TestTasks.soon;
import static io.rowrun.executor.launcher.TestTasks.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What remains knowable when the service, the supervisor or the host went down. */
class LocalRecoveryTest {
  @TempDir Path data;
  private Launcher launcher;
  private Path directory;

  @BeforeEach
  void open() throws IOException {
    launcher = LocalLauncher.open(data);
    directory = Files.createDirectories(data.resolve("jobs/j1"));
  }

  @AfterEach
  void nothingIsLeft() {
    if (launcher.poll(directory) == TaskState.Running.INSTANCE) {
      launcher.stop(directory, StopRequest.KILL);
    }
    TestTasks.assertNothingIsLeft(data);
  }

  @Test
  void aTaskOutlivesTheServiceThatStartedIt() throws Exception {
    Process service = service("echo ready; until [ -e ../go ]; do sleep 0.02; done; exit 5");
    awaitOutput(directory, "ready");
    long supervisor = pidIn(directory.resolve("supervisor"));

    kill(service);
    service.getInputStream().readAllBytes(); // would not end if a task held the pipe

    assertThat(launcher.poll(directory)).isEqualTo(TaskState.Running.INSTANCE);
    assertThat(Files.readSymbolicLink(Path.of("/proc/" + supervisor + "/cwd")))
        .isEqualTo(directory.toRealPath());
    assertThat(descriptorsOf(supervisor))
        .allMatch(file -> file.equals("/dev/null") || file.startsWith(data.toString()));
    Files.createFile(directory.resolve("go"));
    assertThat(ended(launcher, directory).code()).isEqualTo(5);
  }

  @Test
  void signalsThatTheServiceWasStartedToIgnoreReachTheTaskAllTheSame() throws Exception {
    Process service =
        service("grep Sig /proc/self/status; echo ready", "trap '' HUP INT QUIT TERM;");
    awaitOutput(directory, "ready");
    kill(service);

    for (String line : read(directory.resolve("stdout")).lines().toList()) {
      if (line.startsWith("SigIgn") || line.startsWith("SigBlk")) {
        long mask = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        assertThat(mask & 0x7fff_ffff).as(line).isZero();
      }
    }
  }

  @Test
  void aTaskThatEndsWhileThereIsNoServiceIsKnownAfterwards() throws Exception {
    Process service = service("echo ready; until [ -e ../go ]; do sleep 0.02; done; exit 6");
    awaitOutput(directory, "ready");
    kill(service);
    Files.createFile(directory.resolve("go"));
    soon().until(() -> read(directory.resolve("exit")).endsWith("\n"));

    TaskState state = LocalLauncher.open(data).poll(directory);

    assertThat(state).isInstanceOf(TaskState.Exited.class);
    assertThat(((TaskState.Exited) state).record().code()).isEqualTo(6);
    launcher.start(spec(directory, "echo again"));
    assertThat(read(directory.resolve("stdout"))).isEqualTo("ready\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskWhoseSupervisorWasKilledIsLostAndItsRestCanBeKilled(boolean controlGroups)
      throws IOException {
    launcher =
        LocalLauncher.open(data, new LocalSettings(null, null, controlGroups, Meter.GNU_TIME));
    LaunchSpec spec =
        TestTasks.withTimeout(
            spec(directory, "sleep 7777 & setsid sleep 7777 & echo ready; sleep 7777"),
            Duration.ofHours(3),
            Duration.ZERO);
    launcher.start(spec);
    awaitOutput(directory, "ready");

    ProcessHandle.of(pidIn(directory.resolve("supervisor"))).orElseThrow().destroyForcibly();

    soon()
        .until(
            () -> launcher.poll(directory),
            state -> state.equals(new TaskState.Lost("its supervisor was killed")));
    assertThat(processesWith(spec.executionId())).isNotEmpty();
    launcher.killLeftovers(directory, spec.executionId());
    soon().untilAsserted(() -> assertThat(processesWith(spec.executionId())).isEmpty());
    launcher.start(spec);
    assertThat(launcher.poll(directory)).isInstanceOf(TaskState.Lost.class);
  }

  @Test
  void aThreadThatIsInterruptedTakesNoTaskForLost() {
    LaunchSpec spec = spec(directory, "echo ready; sleep 1000");
    launcher.start(spec);
    awaitOutput(directory, "ready");

    Thread.currentThread().interrupt();
    try {
      assertThat(launcher.poll(directory)).isEqualTo(TaskState.Running.INSTANCE);
    } catch (ExecutorException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void aProcessThatOnlyHasTheNumberOfTheTaskIsLeftAlone() throws Exception {
    Process stranger = new ProcessBuilder("setsid", "sleep", "7777").start();
    try {
      String bootId = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      Files.writeString(directory.resolve("job"), stranger.pid() + " 12345 " + bootId + " \n");
      Files.writeString(
          directory.resolve("supervisor"), stranger.pid() + " 12345 " + bootId + "\n");

      assertThat(launcher.poll(directory)).isInstanceOf(TaskState.Lost.class);
      launcher.killLeftovers(directory, "o1");

      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void aTaskWhoseDirectoryWasRemovedEndsAndLeavesNothing() throws IOException {
    LaunchSpec spec = spec(directory, "echo ready; until [ -e ../../go ]; do sleep 0.02; done");
    launcher.start(TestTasks.withTimeout(spec, Duration.ofHours(3), Duration.ZERO));
    awaitOutput(directory, "ready");

    Files.move(directory, data.resolve("gone"));
    for (String name : List.of("settings", "supervisor", "job")) {
      Files.delete(data.resolve("gone").resolve(name));
    }
    Files.createDirectory(data.resolve("gone/exit")); // nothing can be written there
    Files.createFile(data.resolve("go"));

    soon().untilAsserted(() -> assertThat(processesWith(spec.executionId())).isEmpty());
  }

  @Test
  void aRestartOfTheHostLosesTheTask() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    String stat = Files.readString(Path.of("/proc/" + self.pid() + "/stat"));
    String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    Files.writeString(
        directory.resolve("supervisor"),
        self.pid() + " " + ticks + " 00000000-0000-0000-0000-000000000000\n");

    assertThat(launcher.poll(directory))
        .isEqualTo(new TaskState.Lost("the host was restarted while it ran"));
  }

  @Test
  void aSupervisorHasSomeTimeToSayWhoItIs() throws IOException {
    Path taken = Files.createFile(directory.resolve("supervisor"));
    assertThat(launcher.poll(directory)).isEqualTo(TaskState.Running.INSTANCE);

    Files.setLastModifiedTime(taken, FileTime.from(Instant.now().minusSeconds(60)));
    assertThat(launcher.poll(directory))
        .isEqualTo(new TaskState.Lost("its supervisor ended before it started anything"));
  }

  @Test
  void anExitFileThatIsNotWholeDoesNotCount() throws IOException {
    Files.writeString(directory.resolve("supervisor"), "1 1 x\n");
    for (String damaged : List.of("", "0", "0 EXITED", "\0\0\0\0", "x y\n")) {
      Files.writeString(directory.resolve("exit"), damaged);
      assertThat(launcher.poll(directory)).as(damaged).isInstanceOf(TaskState.Lost.class);
    }
    Files.writeString(directory.resolve("exit"), "0 EXITED\n");
    assertThat(launcher.poll(directory)).isInstanceOf(TaskState.Exited.class);
  }

  @ParameterizedTest
  @EnumSource(Meter.class)
  void usageIsMeasuredOfWhatTheShellStarted(Meter meter) {
    program(meter == Meter.PERL ? "perl" : "time");
    launcher = LocalLauncher.open(data, new LocalSettings(null, null, false, meter));
    LaunchSpec spec =
        spec(directory, "head -c 30000000 /dev/zero | tail -c 29000000 | cksum; exit 3");

    ExitRecord exit = TestTasks.run(launcher, spec);

    assertThat(exit.code()).isEqualTo(3);
    assertThat(exit.cpuSeconds()).isBetween(0.01, 10.0);
    if (meter == Meter.SHELL) {
      assertThat(exit.maxRssBytes()).isNull();
    } else {
      assertThat(exit.maxRssBytes()).isBetween(29_000_000L, 200_000_000L);
    }
  }

  @Test
  void controlGroupsOfEndedTasksAreRemoved() throws IOException {
    LaunchSpec spec = spec(directory, ":");
    TestTasks.run(launcher, spec);

    Path group = directory.resolve("cgroup");
    if (Files.exists(group)) {
      assertThat(Path.of(read(group).strip())).doesNotExist();
    }
  }

  private Process service(String command) throws IOException {
    return service(command, "");
  }

  /**
   * Starts the task from another Java process, which then waits to be killed.
   *
   * @param first what the shell does before it becomes that process
   */
  private Process service(String command, String first) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            first + " exec \"$@\"",
            "service",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Service.class.getName(),
            data.toString(),
            directory.toString(),
            command)
        .redirectErrorStream(true)
        .start();
  }

  /** The main class of a service that is to be killed. */
  static final class Service {
    private Service() {}

    public static void main(String[] arguments) throws InterruptedException {
      LocalLauncher.open(Path.of(arguments[0])).start(spec(Path.of(arguments[1]), arguments[2]));
      Thread.currentThread().join();
    }
  }

  /** By its handle, which leaves our end of its output open. */
  private static void kill(Process service) throws InterruptedException {
    ProcessHandle.of(service.pid()).orElseThrow().destroyForcibly();
    service.waitFor();
  }

  private static List<String> descriptorsOf(long pid) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors.map(LocalRecoveryTest::target).toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return new File("/dev/null").getPath(); // closed meanwhile
    }
  }
}
