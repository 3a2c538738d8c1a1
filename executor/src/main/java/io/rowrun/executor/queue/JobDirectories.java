package io.rowrun.executor.queue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where each job's directory is. The directory of a job holds the launcher's control files, the
 * program's {@code stdout} and {@code stderr}, the log index, and, until the job has ended, {@code
 * work/}, the program's working directory.
 *
 * @param root the directory of all of them, absolute
 */
public record JobDirectories(Path root) {
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

  /** Whether everything that the program reads is in place; never taken back. */
  boolean isStaged(String jobId) {
    return Files.exists(of(jobId).resolve(STAGED));
  }

  /** From now on the supervisor may be started and nothing may be laid out again. */
  void markStaged(String jobId) throws IOException {
    Files.createFile(of(jobId).resolve(STAGED));
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
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
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
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
}
