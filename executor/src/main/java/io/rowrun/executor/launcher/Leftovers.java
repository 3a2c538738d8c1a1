package io.rowrun.executor.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Finds and kills the processes of one execution that nobody supervises. One thread at a time. */
final class Leftovers {
  private static final Path PROC = Path.of("/proc");
  private static final byte[] NONE = {};
  private static final int MAX_ROUNDS = 200;
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(5);

  private final Optional<ProcessIdentity> leader;
  private final Optional<Path> controlGroup;
  private final byte[] mark;

  Leftovers(TaskFiles files, String executionId) throws IOException {
    this.leader = files.leader();
    this.controlGroup = files.controlGroup();
    this.mark = ("ROWRUN_EXECUTION=" + executionId).getBytes(StandardCharsets.UTF_8);
  }

  /** Kills in rounds, as a process may start another while it is looked for. */
  void kill() throws IOException {
    if (controlGroup.isPresent()) {
      ControlGroups.kill(controlGroup.get());
    }
    List<ProcessHandle> found = find();
    for (int round = 0; !found.isEmpty() && round < MAX_ROUNDS; round++) {
      found.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(BETWEEN_ROUNDS.toNanos());
      found = find();
    }
    controlGroup.ifPresent(ControlGroups::remove);
  }

  /**
   * Processes with the mark; and those of the leader's process group if it is certain to be that of
   * the task, because the leader lives or a marked process is in it.
   */
  private List<ProcessHandle> find() throws IOException {
    List<ProcessStatus> marked = new ArrayList<>();
    List<ProcessStatus> inGroup = new ArrayList<>();
    long group = leader.filter(ProcessIdentity::ofThisBoot).map(ProcessIdentity::pid).orElse(-1L);
    boolean groupIsOurs = leader.isPresent() && leader.get().isAlive();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        Optional<ProcessStatus> status = status(process);
        if (status.isEmpty()) {
          continue;
        }
        boolean isMarked = isMarked(status.get().pid());
        if (isMarked) {
          marked.add(status.get());
        }
        if (status.get().group() == group) {
          inGroup.add(status.get());
          groupIsOurs |= isMarked;
        }
      }
    }
    if (groupIsOurs) {
      marked.addAll(inGroup);
    }
    return marked.stream().flatMap(s -> ProcessHandle.of(s.pid()).stream()).toList();
  }

  private static Optional<ProcessStatus> status(Path process) throws IOException {
    return ProcessStatus.of(Long.parseLong(process.getFileName().toString()))
        .filter(status -> !status.zombie());
  }

  private boolean isMarked(long pid) throws IOException {
    byte[] environment = ProcessStatus.read(pid, "environ").orElse(NONE);
    for (int start = 0, end; start < environment.length; start = end + 1) {
      end = start;
      while (end < environment.length && environment[end] != 0) {
        end++;
      }
      if (Arrays.equals(environment, start, end, mark, 0, mark.length)) {
        return true;
      }
    }
    return false;
  }
}
