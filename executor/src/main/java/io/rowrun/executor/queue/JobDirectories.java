package io.rowrun.executor.queue;

import io.rowrun.executor.files.FileTree;
import io.rowrun.executor.files.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where each job's directory is. The directory of a job holds the launcher's control files, the
 * program's {@code stdout} and {@code stderr}, the log index, and, until the job has ended, {@code
 * work/}, the program's working directory, and {@code setup/}, if work comes before the program's.
 *
 * @param root the directory of all of them, absolute
 */
public record JobDirectories(Path root) {
  /** Holds the boot in which it was written: what was not on disk is gone after another one. */
  private static final String STAGED = "staged";

  public JobDirectories {
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException("not absolute: " + root);
    }
  }

  /** The directory of a job, whether it exists or not. */
  public Path of(String jobId) {
    return root.resolve(jobId);
  }

  /** The jobs that have a directory, in any order. */
  List<String> jobIds() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.map(directory -> directory.getFileName().toString()).toList();
    }
  }

  /** Removes a job's directory; nothing happens if there is none. */
  public void delete(String jobId) throws IOException {
    FileTree.delete(of(jobId));
  }

  /**
   * Removes what only the running program needed: its working directory, placed files, links to
   * what was mounted, not that itself, and the scripts that hold its environment.
   */
  void deleteWork(String jobId) throws IOException {
    Path directory = of(jobId);
    for (String name :
        List.of("work", "inputs", "outputs", "s3", "datasets", "job.sh", "container")) {
      FileTree.delete(directory.resolve(name));
    }
    FileTree.delete(new Places(directory).outputDatasets()); // the last: see Clearing
  }

  /** Where the work before the program's start is done. */
  Path setUp(String jobId) {
    return of(jobId).resolve("setup");
  }

  /** Of the process that the queue looks after: the set-up of the task, or its program. */
  Path ofProcess(Task task) {
    return task.phase == Task.Phase.SETTING_UP ? setUp(task.jobId()) : task.directory;
  }

  /** Removes what the work before the program's start has left; it must not run. */
  void deleteSetUp(String jobId) throws IOException {
    FileTree.delete(setUp(jobId));
  }

  /** Whether everything that the program reads is in place; true until the host is restarted. */
  boolean isStaged(String jobId) throws IOException {
    try {
      return Files.readString(of(jobId).resolve(STAGED)).equals(Boot.ID);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** From now on the supervisor may be started and nothing may be laid out again. */
  void markStaged(String jobId) throws IOException {
    Files.writeString(of(jobId).resolve(STAGED), Boot.ID);
  }

  /** Tells one run of the host's kernel from the next. */
  private static final class Boot {
    private static final String ID = read();

    private static String read() {
      try {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      } catch (IOException e) {
        return "?"; // no Linux: no program runs here
      }
    }
  }
}
