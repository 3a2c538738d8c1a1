package io.rowrun.executor.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code /proc/PID/stat} tells of a process. */
record ProcessStatus(long pid, boolean zombie, long group, long startTicks) {
  private static final int STATE = 0; // numbers of fields after the name, which may hold anything
  private static final int GROUP = 2;
  private static final int START_TICKS = 19;

  /**
   * Empty if there is no such process; one that cannot be looked at, for want of descriptors or
   * because this thread is interrupted, is not taken for gone.
   */
  static Optional<ProcessStatus> of(long pid) throws IOException {
    Path process = Path.of("/proc/" + pid);
    try {
      byte[] stat = Files.readAllBytes(process.resolve("stat"));
      return Optional.of(parse(pid, new String(stat, StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      if (Files.exists(process)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static ProcessStatus parse(long pid, String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new ProcessStatus(
        pid,
        fields[STATE].equals("Z") || fields[STATE].equals("X"),
        Long.parseLong(fields[GROUP]),
        Long.parseLong(fields[START_TICKS]));
  }
}
