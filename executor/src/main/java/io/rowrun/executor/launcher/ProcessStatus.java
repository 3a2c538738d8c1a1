package io.rowrun.executor.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} tells of a process.
 *
 * @param cpuTicks used by it and by those children of its that have ended
 */
record ProcessStatus(
    long pid, boolean zombie, long group, long startTicks, long cpuTicks, long residentPages) {
  private static final int STATE = 0; // numbers of fields after the name, which may hold anything
  private static final int GROUP = 2;
  private static final int FIRST_TICKS = 11; // user and kernel time, own and of children
  private static final int LAST_TICKS = 14;
  private static final int START_TICKS = 19;
  private static final int RESIDENT_PAGES = 21;

  /** Empty if there is no such process. */
  static Optional<ProcessStatus> of(long pid) throws IOException {
    return read(pid, "stat").map(stat -> parse(pid, new String(stat, StandardCharsets.ISO_8859_1)));
  }

  /**
   * A file of the process; empty if the process is gone or hides it.
   *
   * @throws IOException if no file can be read now, for want of descriptors or because this thread
   *     is interrupted: then nothing is known of the process
   */
  static Optional<byte[]> read(long pid, String file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(Path.of("/proc/" + pid, file)));
    } catch (IOException e) {
      Files.readAllBytes(Path.of("/proc/self/stat"));
      return Optional.empty();
    }
  }

  private static ProcessStatus parse(long pid, String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new ProcessStatus(
        pid,
        fields[STATE].equals("Z") || fields[STATE].equals("X"),
        Long.parseLong(fields[GROUP]),
        Long.parseLong(fields[START_TICKS]),
        cpuTicks(fields),
        Long.parseLong(fields[RESIDENT_PAGES]));
  }

  private static long cpuTicks(String[] fields) {
    long ticks = 0;
    for (int i = FIRST_TICKS; i <= LAST_TICKS; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }
}
