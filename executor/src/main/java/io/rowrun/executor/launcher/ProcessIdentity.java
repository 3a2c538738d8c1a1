package io.rowrun.executor.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process of this host, told from later ones with the same number.
 *
 * @param startTicks when it started, in clock ticks after the boot
 * @param bootId of the boot that it belongs to
 */
record ProcessIdentity(long pid, long startTicks, String bootId) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Reads what the supervisor writes, {@code PID TICKS BOOTID}; empty if it is not complete. */
  static Optional<ProcessIdentity> parse(String text) {
    String[] words = text.strip().split(" ");
    if (!text.endsWith("\n") || words.length < 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether it is a process of the boot that runs now. */
  boolean ofThisBoot() {
    return bootId.equals(Boot.ID);
  }

  boolean isAlive() throws IOException {
    return ofThisBoot() && ProcessStatus.of(pid).filter(this::isMine).isPresent();
  }

  private boolean isMine(ProcessStatus status) {
    return !status.zombie() && status.startTicks() == startTicks;
  }

  /** Read once, on Linux only. */
  private static final class Boot {
    private static final String ID = read();

    private static String read() {
      try {
        return Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + BOOT_ID, e);
      }
    }
  }
}
