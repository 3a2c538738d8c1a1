package io.rowrun.executor.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The control files of one job directory; what the supervisor and a launcher tell each other. */
final class TaskFiles {
  private static final Pattern EXIT =
      Pattern.compile("(\\d{1,3}) (EXITED|CANCELLED|TIMEOUT|UNSTARTED)\n");

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Stands in the place of a supervisor, so that none can take the directory any more. */
  private static final String NOBODY = "nobody\n";

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

  /**
   * Takes the directory, so that no supervisor will, not even one that is on its way. Does nothing
   * if a supervisor has it.
   */
  void withhold() throws IOException {
    Path draft = Files.createTempFile(directory, ".nobody", "", OWNER_ONLY);
    try {
      Files.writeString(draft, NOBODY);
      Files.createLink(directory.resolve("supervisor"), draft);
    } catch (FileAlreadyExistsException e) {
      // somebody has it
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Whether the directory was taken so that nothing would run in it. */
  boolean withheld() throws IOException {
    return read("supervisor").filter(NOBODY::equals).isPresent();
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

  /** Whether what stands here is for a task in a container. */
  boolean forContainer() {
    return Files.exists(directory.resolve("engine.sh"));
  }

  /**
   * How the task ended; empty if that is not said, or not to its end: the supervisor is about to,
   * or was killed, or the host went down, while it wrote.
   */
  Optional<ExitRecord> exit() throws IOException {
    Optional<Matcher> line = read("exit").map(EXIT::matcher).filter(Matcher::matches);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    EndReason reason = EndReason.valueOf(line.get().group(2));
    Usage usage = Usage.parse(read("usage").orElse(""));
    return Optional.of(
        new ExitRecord(
            Integer.parseInt(line.get().group(1)),
            Files.getLastModifiedTime(directory.resolve("exit")).toInstant(),
            reason,
            usage.cpuSeconds(),
            usage.maxRssBytes(),
            why(reason)));
  }

  private @Nullable String why(EndReason reason) throws IOException {
    return reason == EndReason.UNSTARTED
        ? ContainerWords.notStarted(read("engine.log").orElse(""))
        : read("out_of_memory").map(ContainerWords::outOfMemory).orElse(null);
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

  /** A program can put there what it wants: opening its named pipe would wait for ever. */
  private Optional<String> read(String name) throws IOException {
    Path file = directory.resolve(name);
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()
          ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
