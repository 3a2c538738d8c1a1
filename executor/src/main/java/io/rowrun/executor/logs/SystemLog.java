package io.rowrun.executor.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service tells the user of a job, a line each: that its environment is being set up, that
 * it was killed and why. The third source of the job's log, shown as the file {@code .system.log}.
 *
 * <p>A job that runs as its user expects is told nothing: its log holds what the program wrote, and
 * nothing else. When a line was written the log knows, so the line does not say it. Lines never
 * hold secrets. Thread-safe.
 */
public final class SystemLog {
  private static final Logger LOG = LoggerFactory.getLogger(SystemLog.class);

  /** The output of a set-up that goes wild must not fill the disk. */
  private static final long MAX_BYTES = 8 << 20;

  private static final String FULL = "(the system log is full; what follows is not kept)\n";

  private SystemLog() {}

  /** Where the lines stand; a process of the service may append whole lines to it by itself. */
  public static Path path(Path jobDirectory) {
    return LogIndex.file(jobDirectory, LogSource.SYSTEM);
  }

  /**
   * Adds a line, which readers of the log see within moments while the job is being prepared or
   * runs, and in any case before it is seen to have ended. Nothing is added once the file holds 8
   * MiB. A line that cannot be written is lost, as the job matters more: never throws.
   *
   * @param jobDirectory if it does not exist, nothing happens
   * @param line without its end; one with line breaks becomes several
   */
  public static void append(Path jobDirectory, String line) {
    OwnFile file = file(jobDirectory);
    try {
      long size = file.size();
      if (size >= MAX_BYTES || size == 0 && !Files.isDirectory(jobDirectory)) {
        return;
      }
      String text = line.stripTrailing().replace("\r\n", "\n").replace('\r', '\n') + "\n";
      file.append(size + text.length() >= MAX_BYTES ? text + FULL : text);
    } catch (IOException e) {
      LOG.warn("cannot write to {}: {}", file.path(), line, e);
    }
  }

  /**
   * The same, unless the line stands there: for what is done again after a crash.
   *
   * @param line without its end, and without line breaks
   */
  public static void appendOnce(Path jobDirectory, String line) {
    if (!holds(file(jobDirectory), line)) {
      append(jobDirectory, line);
    }
  }

  private static boolean holds(OwnFile file, String line) {
    try {
      if (file.size() == 0) {
        return false;
      }
      try (FileChannel channel = file.read();
          Scanner lines = new Scanner(Channels.newInputStream(channel), StandardCharsets.UTF_8)) {
        lines.useDelimiter("\n");
        return lines.tokens().anyMatch(line::equals);
      }
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static OwnFile file(Path jobDirectory) {
    return new OwnFile(LogIndex.file(jobDirectory, LogSource.SYSTEM));
  }
}
