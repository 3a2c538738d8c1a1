package io.rowrun.executor.launcher;

import static io.rowrun.executor.launcher.TestTasks.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskMeterTest {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path data;
  private LocalLauncher launcher;

  @BeforeEach
  void open() {
    launcher = LocalLauncher.open(data);
  }

  @Test
  void timeMemoryAndProcessesOfATaskAreCounted() throws IOException {
    LaunchSpec spec =
        spec("x=$(head -c 60000000 /dev/zero | tr '\\0' x); echo y; while :; do :; done");

    measureWhileItRuns(launcher, spec, 60_000_000, 200 * MEBIBYTE);
  }

  @Test
  void itsOwnSessionDoesNotHideAProcess() throws IOException {
    LaunchSpec spec = spec("setsid sleep 1000 & echo y; sleep 1000");
    launcher.start(spec);
    TestTasks.awaitOutput(spec.directory(), "y");

    soon().until(() -> measure(spec).orElseThrow().processes() >= 3);
    end(launcher, spec);
  }

  @Test
  void inAContainerItsEngineDoesNotCount() throws IOException {
    TestContainers.image();
    Launcher containers = new ContainerLauncher(launcher, TestContainers.engines());
    LaunchSpec spec =
        spec("x=$(head -c 30000000 /dev/zero | tr '\\0' x); echo y; while :; do :; done")
            .in(new ContainerImage(TestContainers.image(), null, null), List.of(), null);

    measureWhileItRuns(containers, spec, 30_000_000, 80 * MEBIBYTE);
  }

  @Test
  void aTaskThatHasEndedIsMissing() throws IOException {
    LaunchSpec spec = spec("true");
    TestTasks.run(launcher, spec);

    assertThat(measure(spec)).isEmpty();
  }

  private void measureWhileItRuns(Launcher with, LaunchSpec spec, long leastMemory, long mostMemory)
      throws IOException {
    with.start(spec);
    TestTasks.awaitOutput(spec.directory(), "y");
    try {
      TaskUsage usage =
          soon()
              .until(
                  () -> measure(spec).orElseThrow(),
                  u -> u.cpuTime().compareTo(Duration.ofMillis(300)) > 0);
      assertThat(usage.memoryBytes()).isBetween(leastMemory, mostMemory);
      assertThat(usage.processes()).isBetween(1, 10);
      assertThat(usage.readBytes()).isGreaterThan(leastMemory);
      assertThat(measure(spec).orElseThrow().cpuTime()).isGreaterThanOrEqualTo(usage.cpuTime());
    } finally {
      end(with, spec);
    }
  }

  private static void end(Launcher with, LaunchSpec spec) throws IOException {
    with.stop(spec.directory(), StopRequest.KILL);
    TestTasks.ended(with, spec.directory());
    assertThat(measure(spec)).isEmpty();
  }

  private static Optional<TaskUsage> measure(LaunchSpec spec) {
    try {
      return Optional.ofNullable(
          TaskMeter.measure(Map.of(spec.executionId(), spec.directory())).get(spec.executionId()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LaunchSpec spec(String command) throws IOException {
    return TestTasks.spec(Files.createTempDirectory(data, "job"), command);
  }
}
