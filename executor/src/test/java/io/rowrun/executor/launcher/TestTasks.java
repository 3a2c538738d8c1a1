package io.rowrun.executor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** Starts tasks and looks at them from outside: at their files and at the process table. */
final class TestTasks {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private TestTasks() {}

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
  }

  static LaunchSpec spec(Path directory, String command) {
    return spec(directory, command, Map.of());
  }

  static LaunchSpec spec(Path directory, String command, Map<String, String> environment) {
    return new LaunchSpec(newId(), 1, directory, command, environment, null, Duration.ZERO, 15);
  }

  static LaunchSpec withTimeout(LaunchSpec spec, Duration timeout, Duration grace) {
    return new LaunchSpec(
        spec.executionId(),
        spec.epoch(),
        spec.directory(),
        spec.command(),
        spec.environment(),
        timeout,
        grace,
        spec.timeoutSignal(),
        spec.image(),
        spec.binds(),
        spec.limits());
  }

  static String newId() {
    return "test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + "x";
  }

  static ExitRecord run(Launcher launcher, LaunchSpec spec) {
    launcher.start(spec);
    return ended(launcher, spec.directory());
  }

  static ExitRecord ended(Launcher launcher, Path directory) {
    TaskState state = soon().until(() -> launcher.poll(directory), TestTasks::isFinal);
    if (state instanceof TaskState.Exited exited) {
      return exited.record();
    }
    throw new AssertionError(directory + ": " + state);
  }

  private static boolean isFinal(TaskState state) {
    return state instanceof TaskState.Exited || state instanceof TaskState.Lost;
  }

  /** Waits for a line that the program writes when it has come that far. */
  static void awaitOutput(Path directory, String line) {
    soon().until(() -> read(directory.resolve("stdout")).contains(line + "\n"));
  }

  static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processes whose command line or environment holds the text. */
  static List<Long> processesWith(String text) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(p -> p.getFileName().toString().matches("\\d+"))
          .filter(p -> holds(p.resolve("cmdline"), text) || holds(p.resolve("environ"), text))
          .map(p -> Long.parseLong(p.getFileName().toString()))
          .filter(pid -> pid != ProcessHandle.current().pid())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  /** Fails if processes of tasks in the directory live on; they do not live on after that. */
  static void assertNothingIsLeft(Path directory) {
    try {
      soon().untilAsserted(() -> assertThat(processesWith(directory.toString())).isEmpty());
    } finally {
      processesWith(directory.toString())
          .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  /** The number that a control file starts with. */
  static long pidIn(Path controlFile) {
    return Long.parseLong(
        soon().until(() -> read(controlFile), text -> text.endsWith("\n")).split(" ")[0]);
  }

  /** Finds a program that a test cannot do without; elsewhere than in CI the test is skipped. */
  static Path program(String name) {
    for (String place : System.getenv("PATH").split(":")) {
      Path program = Path.of(place, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    if (System.getenv("CI") != null) {
      throw new AssertionError("this test needs the program " + name + ": install it");
    }
    return org.junit.jupiter.api.Assumptions.abort("needs the program " + name);
  }
}
