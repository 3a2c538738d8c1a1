package io.rowrun.executor.files;

import io.rowrun.executor.job.WorkingStorage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How much of the disk a job may take: its extended working storage. What counts is what the file
 * system has allocated for {@code work/} and for placed inputs, outputs and datasets to come; what
 * is mounted does not, nor what the program deleted and still has open. Thread-safe.
 */
public final class StorageQuota {
  private static final long GIB = 1L << 30;
  private static final long MOST_GIB = Long.MAX_VALUE / GIB;
  private static final int PATIENCE_MINUTES = 10;
  private static final Pattern LINE = Pattern.compile("(?m)^(\\d+)\\s");

  /** In units of 1 KiB, hard links once, symbolic links and other file systems not at all. */
  private static final List<String> MEASURE =
      List.of("du", "-skx", "work", "inputs", "outputs", "output-datasets");

  private final Path jobDirectory;
  private final long mostBytes;

  public StorageQuota(Path jobDirectory, WorkingStorage storage) {
    this.jobDirectory = jobDirectory;
    this.mostBytes = bytes(storage);
  }

  /** The quota in bytes. */
  public static long bytes(WorkingStorage storage) {
    return gibibytes(storage.sizeGb());
  }

  /** The bytes of so many GiB, or as many as there are numbers for. */
  static long gibibytes(long count) {
    return Math.min(count, MOST_GIB) * GIB;
  }

  /**
   * What was found.
   *
   * @param usedBytes allocated by now
   * @param leftBytes until the quota is reached; negative: it is exceeded
   */
  public record Measured(long usedBytes, long leftBytes) {}

  /**
   * Measures; takes as long as a walk through all files does.
   *
   * @throws IOException if it cannot be measured, or the thread was interrupted
   */
  public Measured measure() throws IOException {
    Process du =
        new ProcessBuilder(MEASURE)
            .directory(jobDirectory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream lines = du.getInputStream()) {
      String output = new String(lines.readAllBytes(), StandardCharsets.UTF_8);
      du.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      long used =
          LINE.matcher(output).results().mapToLong(found -> kibibytes(found.group(1))).sum();
      return new Measured(used, mostBytes - used);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the disk use of " + jobDirectory + " was measured");
    } finally {
      du.destroyForcibly();
    }
  }

  /** What to tell the user whose job exceeded it; empty: it did not. */
  public Optional<String> excess(Measured measured) {
    return measured.leftBytes() >= 0
        ? Optional.empty()
        : Optional.of(
            "working storage: the job has written "
                + measured.usedBytes()
                + " bytes, more than the "
                + mostBytes
                + " of its extended_working_storage");
  }

  private static long kibibytes(String digits) {
    return Long.parseLong(digits) * 1024;
  }
}
