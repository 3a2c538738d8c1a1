package io.rowrun.executor.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  /**
   * Adds a line, which readers of the log see within moments while the job is being prepared or
   * runs, and in any case before it is seen to have ended. Nothing is added once the file holds 8
   * MiB. A line that cannot be written is lost, as the job matters more: never throws.
   *
   * @param jobDirectory if it does not exist, nothing happens
   * @param line without its end; one with line breaks becomes several
   */
  public static void append(Path jobDirectory, String line) {
    Path file = LogIndex.file(jobDirectory, LogSource.SYSTEM);
    try {
      boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
      if (exists ? isFullOrForeign(file) : !Files.isDirectory(jobDirectory)) {
        return;
      }
      write(file, line.stripTrailing().replace("\r\n", "\n").replace('\r', '\n') + "\n");
    } catch (IOException e) {
      LOG.warn("cannot write to {}: {}", file, line, e);
    }
  }

  /** What the program put there instead, such as a pipe, could hold us up for ever. */
  private static boolean isFullOrForeign(Path file) throws IOException {
    return !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) >= MAX_BYTES;
  }

  /** By one call, so that lines of two threads do not mix. */
  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            LinkOption.NOFOLLOW_LINKS)) {
      boolean fills = channel.size() + text.length() >= MAX_BYTES;
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(fills ? text + FULL : text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
