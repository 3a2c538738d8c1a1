package io.rowrun.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code rowrun serve} in a process of its own, as users have it. One thread at a time. */
public final class ServedProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("rowrun serves .* on (\\S+:\\d+).*");

  private final Path directory;
  private final List<String> options;
  private Process process;
  private String authority;

  private ServedProcess(Path directory, List<String> options) {
    this.directory = directory;
    this.options = options;
  }

  /** Serves the data directory on a free port; options are those of {@code serve}. */
  public static ServedProcess start(Path directory, String... options) throws IOException {
    ServedProcess served = new ServedProcess(directory, List.of(options));
    served.serve("127.0.0.1:0");
    return served;
  }

  /** Host and port. */
  public String authority() {
    return authority;
  }

  public long pid() {
    return process.pid();
  }

  /** Kills the server with SIGKILL and serves the directory again, on the same port. */
  public void killAndRestart() throws IOException, InterruptedException {
    kill();
    serve(authority);
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM; the exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }

  private void serve(String address) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "serve",
                "--data",
                directory.toString(),
                "--api",
                address));
    command.addAll(options);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String ready =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    Matcher matcher = READY.matcher(String.valueOf(ready));
    if (!matcher.matches()) {
      throw new IllegalStateException("the server did not start: " + ready);
    }
    authority = matcher.group(1);
  }
}
