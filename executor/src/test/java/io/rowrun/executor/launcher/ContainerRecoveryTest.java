package io.rowrun.executor.launcher;

import static io.rowrun.executor.launcher.TestContainers.assertNoContainerOf;
import static io.rowrun.executor.launcher.TestTasks.awaitOutput;
import static io.rowrun.executor.launcher.TestTasks.ended;
import static io.rowrun.executor.launcher.TestTasks.pidIn;
import static io.rowrun.executor.launcher.TestTasks.processesWith;
import static io.rowrun.executor.launcher.TestTasks.read;
import static io.rowrun.executor.launcher.TestTasks.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container, when the service, its supervisor, its client or its own init are killed. */
class ContainerRecoveryTest {
  @TempDir Path data;
  private Launcher launcher;
  private Path directory;
  private String executionId = "";

  @BeforeEach
  void open() throws IOException {
    TestContainers.image();
    launcher = launcher(data);
    directory = Files.createDirectories(data.resolve("jobs/j1"));
    executionId = TestTasks.newId();
  }

  @AfterEach
  void nothingIsLeft() {
    if (launcher.poll(directory) == TaskState.Running.INSTANCE) {
      launcher.stop(directory, StopRequest.KILL);
    }
    TestTasks.assertNothingIsLeft(data);
    assertNoContainerOf(executionId);
    assertThat(processesWith(ContainerTask.name(executionId))).isEmpty(); // nor its monitor
  }

  @Test
  void aContainerOutlivesTheServiceThatStartedItAndIsFoundAgain() throws Exception {
    Process service = service("echo ready; until [ -e go ]; do sleep 0.02; done; exit 5");
    awaitOutput(directory, "ready");

    ProcessHandle.of(service.pid()).orElseThrow().destroyForcibly();
    service.waitFor();

    assertThat(launcher.poll(directory)).isEqualTo(TaskState.Running.INSTANCE);
    Files.createFile(directory.resolve("work/go"));
    assertThat(ended(launcher, directory).code()).isEqualTo(5);
  }

  @Test
  void aContainerWhoseSupervisorWasKilledIsLostAndCanBeKilled() {
    LaunchSpec spec = spec("setsid sleep 7777 & echo ready; sleep 7777");
    launcher.start(spec);
    awaitOutput(directory, "ready");

    kill(pidIn(directory.resolve("supervisor")));

    soon()
        .until(
            () -> launcher.poll(directory),
            state -> state.equals(new TaskState.Lost("its supervisor was killed")));
    assertThat(processesWith(executionId)).isNotEmpty();
    launcher.killLeftovers(directory, executionId);
    assertNoContainerOf(executionId);
    launcher.killLeftovers(directory, executionId); // again, as after a crash
    launcher.start(spec);
    assertThat(launcher.poll(directory)).isInstanceOf(TaskState.Lost.class);
  }

  @Test
  void aContainerWhoseClientWasKilledIsKilled() {
    launcher.start(spec("echo ready; sleep 7777"));
    awaitOutput(directory, "ready");

    kill(pidIn(directory.resolve("client")));

    assertThat(ended(launcher, directory).code()).isEqualTo(137);
    assertNoContainerOf(executionId);
  }

  @Test
  void aContainerKilledByItsEngineWasKilled() {
    launcher.start(spec("echo ready; sleep 7777"));
    awaitOutput(directory, "ready");

    TestContainers.ask("kill", ContainerTask.name(executionId));

    ExitRecord exit = ended(launcher, directory);
    assertThat(exit.code()).isEqualTo(137);
    assertThat(exit.reason()).isEqualTo(EndReason.EXITED);
  }

  @Test
  void aContainerOfTheSameNameIsNotRunASecondTime() {
    launcher.start(spec("echo ready; until [ -e go ]; do sleep 0.02; done"));
    awaitOutput(directory, "ready");
    Path another = data.resolve("jobs/j2");
    LaunchSpec same =
        TestContainers.inImage(TestTasks.spec(another, "echo ran"), List.of(), null, executionId);

    launcher.start(same);

    ExitRecord exit = ended(launcher, another);
    assertThat(exit.reason()).isEqualTo(EndReason.UNSTARTED);
    assertThat(exit.why()).contains("already in use");
    assertThat(read(another.resolve("stdout"))).isEmpty();
  }

  private LaunchSpec spec(String command) {
    return TestContainers.inImage(TestTasks.spec(directory, command), List.of(), null, executionId);
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static Launcher launcher(Path data) {
    return new ContainerLauncher(LocalLauncher.open(data), TestContainers.engines());
  }

  private Process service(String command) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Service.class.getName(),
            data.toString(),
            directory.toString(),
            command,
            TestContainers.image(),
            executionId)
        .redirectErrorStream(true)
        .start();
  }

  /** The main class of a service that is to be killed. */
  static final class Service {
    private Service() {}

    public static void main(String[] arguments) throws InterruptedException {
      LaunchSpec spec = TestTasks.spec(Path.of(arguments[1]), arguments[2]);
      launcher(Path.of(arguments[0]))
          .start(
              new LaunchSpec(
                  arguments[4],
                  1,
                  spec.directory(),
                  spec.command(),
                  spec.environment(),
                  null,
                  spec.timeoutGrace(),
                  spec.timeoutSignal(),
                  new ContainerImage(arguments[3], null, null),
                  List.of(),
                  null));
      Thread.currentThread().join();
    }
  }
}
