package io.rowrun.executor.launcher;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The control files of one job directory; what the supervisor and a launcher tell each other. */
final class TaskFiles {
  private final Path directory;

  TaskFiles(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** Whether a supervisor has taken the directory, now or at any time before. */
  boolean taken() {
    return Files.exists(directory.resolve("supervisor"));
  }

  /** When a supervisor took the directory; empty if none did. */
  Optional<Instant> takenAt() throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(directory.resolve("supervisor")).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  boolean ended() {
    return Files.exists(directory.resolve("exit"));
  }

  /** The process that watches the task; empty if it has not said so (yet). */
  Optional<ProcessIdentity> supervisor() throws IOException {
    return read("supervisor").flatMap(ProcessIdentity::parse);
  }

  /** The process that is the task; empty if it has not said so (yet). */
  Optional<ProcessIdentity> leader() throws IOException {
    return read("job").flatMap(ProcessIdentity::parse);
  }

  /** The control group made for the task. */
  Optional<Path> controlGroup() throws IOException {
    return read("cgroup").map(text -> Path.of(text.strip()));
  }

  /** How the task ended; empty if it has not. */
  Optional<ExitRecord> exit() throws IOException {
    Optional<String> line = read("exit");
    if (line.isEmpty()) {
      return Optional.empty();
    }
    Instant endedAt = Files.getLastModifiedTime(directory.resolve("exit")).toInstant();
    String[] words = line.get().strip().split(" ");
    Usage usage = Usage.parse(read("usage").orElse(""));
    try {
      return Optional.of(
          new ExitRecord(
              Integer.parseInt(words[0]),
              endedAt,
              EndReason.valueOf(words[1]),
              usage.cpuSeconds(),
              usage.maxRssBytes()));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new ExecutorException(
          ErrorCode.DATA_LOSS,
          "cannot tell how the task of " + directory + " ended: its exit file is damaged",
          e);
    }
  }

  /** Writes a file that only this user reads; readers see all of it or what was there before. */
  void write(String name, String text) throws IOException {
    Path draft = Files.createTempFile(directory, "." + name, "", OWNER_ONLY);
    try {
      Files.write(draft, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
      Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  private static final java.nio.file.attribute.FileAttribute<
          Set<java.nio.file.attribute.PosixFilePermission>>
      OWNER_ONLY =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private Optional<String> read(String name) throws IOException {
    try {
      return Optional.of(Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
