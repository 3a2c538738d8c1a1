package io.rowrun.executor.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what running tasks use, by one look at the processes of this host for all of them.
 * Processes belong to a task if they are in its control group or carry its mark in their
 * environment; of a task in a container those count that are in there, not those of its engine. A
 * program that this user may not look at counts as nothing. Immutable.
 */
public final class TaskMeter {
  private static final Path PROC = Path.of("/proc");
  private static final byte[] MARK = "ROWRUN_EXECUTION=".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NONE = {};

  private TaskMeter() {}

  /**
   * Measures tasks.
   *
   * @param directoriesByExecution the job directory of each task, by the id of its execution
   * @return by execution id; a task without a living process is missing
   */
  public static Map<String, TaskUsage> measure(Map<String, Path> directoriesByExecution)
      throws IOException {
    Map<String, Sum> sums = new HashMap<>();
    Map<Long, Sum> grouped = new HashMap<>();
    for (Map.Entry<String, Path> task : directoriesByExecution.entrySet()) {
      TaskFiles files = new TaskFiles(task.getValue());
      Sum sum = new Sum(files.forContainer());
      sums.put(task.getKey(), sum);
      Optional<Path> group = files.controlGroup();
      if (group.isPresent() && !sum.inContainer) {
        addGroup(group.get(), sum, grouped);
      }
    }
    addProcesses(sums, grouped);
    Map<String, TaskUsage> usages = new HashMap<>();
    sums.forEach((id, sum) -> sum.usage().ifPresent(usage -> usages.put(id, usage)));
    return usages;
  }

  /** The group knows the time of processes that have ended, too. */
  private static void addGroup(Path group, Sum sum, Map<Long, Sum> grouped) throws IOException {
    if (!addMembers(group, sum, grouped)) {
      return; // the supervisor could not join it, or has removed it
    }
    for (String line : lines(group.resolve("cpu.stat"))) {
      if (line.startsWith("usage_usec ")) {
        sum.groupMicros = Long.parseLong(line.substring(11));
      }
    }
  }

  private static boolean addMembers(Path group, Sum sum, Map<Long, Sum> grouped)
      throws IOException {
    boolean any = false;
    for (String pid : lines(group.resolve("cgroup.procs"))) {
      grouped.put(Long.parseLong(pid), sum);
      any = true;
    }
    if (Files.isDirectory(group)) {
      try (DirectoryStream<Path> below = Files.newDirectoryStream(group, Files::isDirectory)) {
        for (Path child : below) {
          any |= addMembers(child, sum, grouped);
        }
      }
    }
    return any;
  }

  /** A group that is removed while it is read has no lines. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void addProcesses(Map<String, Sum> sums, Map<Long, Sum> grouped)
      throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        Sum group = grouped.get(pid);
        Sum sum = group != null ? group : sums.get(mark(pid));
        if (sum == null || sum.inContainer && isOfTheHost(process)) {
          continue;
        }
        Optional<ProcessStatus> status = ProcessStatus.of(pid);
        if (status.isPresent() && !status.get().zombie()) {
          sum.add(status.get(), io(pid), group == null);
        }
      }
    }
  }

  /** The execution that the process belongs to by its mark; empty: to none. */
  private static String mark(long pid) throws IOException {
    byte[] environment = ProcessStatus.read(pid, "environ").orElse(NONE);
    for (int start = 0, end; start < environment.length; start = end + 1) {
      end = start;
      while (end < environment.length && environment[end] != 0) {
        end++;
      }
      if (end - start > MARK.length && startsWith(environment, start, MARK)) {
        return new String(
            environment, start + MARK.length, end - start - MARK.length, StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  private static boolean startsWith(byte[] text, int from, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (text[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfTheHost(Path process) throws IOException {
    Path own = Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
    try {
      return Files.readSymbolicLink(process.resolve("ns/pid")).equals(own);
    } catch (IOException e) {
      return true; // it is gone, or hides
    }
  }

  private static String io(long pid) throws IOException {
    return new String(ProcessStatus.read(pid, "io").orElse(NONE), StandardCharsets.US_ASCII);
  }

  /** Of the processes of one task. */
  private static final class Sum {
    private final boolean inContainer;
    private long groupMicros;
    private long ticks;
    private long pages;
    private int processes;
    private long readBytes;
    private long writtenBytes;

    Sum(boolean inContainer) {
      this.inContainer = inContainer;
    }

    void add(ProcessStatus status, String io, boolean withTime) {
      ticks += withTime ? status.cpuTicks() : 0;
      pages += status.residentPages();
      processes++;
      for (String line : io.split("\n")) {
        if (line.startsWith("rchar: ")) {
          readBytes += Long.parseLong(line.substring(7));
        } else if (line.startsWith("wchar: ")) {
          writtenBytes += Long.parseLong(line.substring(7));
        }
      }
    }

    Optional<TaskUsage> usage() {
      Duration cpuTime =
          Duration.of(groupMicros, ChronoUnit.MICROS)
              .plusNanos(Math.multiplyExact(ticks, 1_000_000_000L / KernelUnits.TICKS_A_SECOND));
      return processes == 0
          ? Optional.empty()
          : Optional.of(
              new TaskUsage(
                  cpuTime, pages * KernelUnits.PAGE_BYTES, processes, readBytes, writtenBytes));
    }
  }
}
