package io.rowrun.executor.queue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  private static final Set<PosixFilePermission> ALL_FOR_OWNER =
      PosixFilePermissions.fromString("rwx------");

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
    deleteTree(of(jobId));
  }

  /** Removes what only the running program needed: its working directory and placed files. */
  void deleteWork(String jobId) throws IOException {
    deleteTree(of(jobId).resolve("work"));
    deleteTree(of(jobId).resolve("inputs"));
    deleteTree(of(jobId).resolve("outputs"));
  }

  /** Where the work before the program's start is done. */
  Path setUp(String jobId) {
    return of(jobId).resolve("setup");
  }

  /** Removes what the work before the program's start has left; it must not run. */
  void deleteSetUp(String jobId) throws IOException {
    deleteTree(setUp(jobId));
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

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            if (!Files.isWritable(visited)) {
              Files.setPosixFilePermissions(visited, ALL_FOR_OWNER);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            if (e instanceof AccessDeniedException && !Files.isReadable(file)) {
              Files.setPosixFilePermissions(file, ALL_FOR_OWNER);
              if (Files.isReadable(file)) {
                deleteTree(file);
                return FileVisitResult.CONTINUE;
              }
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
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
