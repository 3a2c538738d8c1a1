package io.rowrun.executor.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks {@code nvidia-smi} what the graphics cards of this host do, whoever uses them.
 *
 * @param program its path
 */
public record GpuMeter(Path program) {
  private static final long PATIENCE_SECONDS = 10;
  private static final long MEBIBYTE = 1 << 20;
  private static final Pattern LINE =
      Pattern.compile("(\\d+),\\s*(\\d+),\\s*(\\d+),\\s*(\\d+)\\s*");

  /**
   * A graphics card at a moment.
   *
   * @param index its number on the host
   * @param percent of the time in which it was busy
   */
  public record Gpu(int index, int percent, long usedBytes, long totalBytes) {}

  /** The program, if it is installed here. */
  public static Optional<GpuMeter> ofThisHost() {
    return find(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /**
   * The program, where it is installed.
   *
   * @param path directories, as in the variable {@code PATH}
   */
  static Optional<GpuMeter> find(String path) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(place -> place.startsWith("/"))
        .map(place -> Path.of(place, "nvidia-smi"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(GpuMeter::new);
  }

  /**
   * Asks; takes up to seconds. Cards that tell nothing are missing.
   *
   * @throws IOException if the program does not answer
   */
  public List<Gpu> measure() throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--query-gpu=index,utilization.gpu,memory.used,memory.total",
                "--format=csv,noheader,nounits")
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(program + " does not answer");
      }
      byte[] answer = process.getInputStream().readAllBytes(); // a few lines: they fit the pipe
      return parse(new String(answer, StandardCharsets.US_ASCII));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<Gpu> parse(String answer) {
    List<Gpu> gpus = new ArrayList<>();
    for (String line : answer.split("\n")) {
      Matcher values = LINE.matcher(line);
      if (values.matches()) {
        gpus.add(
            new Gpu(
                Integer.parseInt(values.group(1)),
                Integer.parseInt(values.group(2)),
                Long.parseLong(values.group(3)) * MEBIBYTE,
                Long.parseLong(values.group(4)) * MEBIBYTE));
      }
    }
    return gpus;
  }
}
