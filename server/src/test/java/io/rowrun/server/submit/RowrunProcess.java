package io.rowrun.server.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code rowrun} command in a process of its own, as users have it. One thread at a time. */
final class RowrunProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path out;
  private final Path err;

  private RowrunProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** How a command ended, and what it printed. */
  record Ended(int code, String out, String err) {}

  /** Starts it in a working directory. */
  static RowrunProcess start(Path directory, String... arguments) throws IOException {
    return start(directory, Map.of(), arguments);
  }

  static RowrunProcess start(Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.rowrun.server.Main"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("rowrun-test", ".out");
    Path err = Files.createTempFile("rowrun-test", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new RowrunProcess(builder.start(), out, err);
  }

  /** Starts it and waits for its end. */
  static Ended run(Path directory, String... arguments) throws IOException {
    return run(directory, Map.of(), arguments);
  }

  static Ended run(Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    try (RowrunProcess process = start(directory, environment, arguments)) {
      return process.end();
    }
  }

  /** What it has printed to stdout so far. */
  String out() throws IOException {
    return new String(Files.readAllBytes(out), UTF_8);
  }

  String err() throws IOException {
    return new String(Files.readAllBytes(err), UTF_8);
  }

  void awaitOut(String text) {
    await().atMost(PATIENCE).until(() -> out().contains(text));
  }

  void awaitErr(String text) {
    await().atMost(PATIENCE).until(() -> err().contains(text));
  }

  /** What the terminal does on Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  Ended end() throws IOException {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("it does not end; so far: " + out() + err());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Ended(process.exitValue(), out(), err());
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
