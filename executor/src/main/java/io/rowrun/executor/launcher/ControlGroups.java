package io.rowrun.executor.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Control groups (version 2) below that of this process, one a task. Immutable. */
final class ControlGroups {
  /** A task has joined its group long before. */
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  private final Path parent;

  private ControlGroups(Path parent) {
    this.parent = parent;
  }

  /** The control group of this process, if others can be made below it. */
  static Optional<ControlGroups> find() throws IOException {
    Optional<String> mount = mountPoint();
    Optional<String> own = ownGroup();
    if (mount.isEmpty() || own.isEmpty()) {
      return Optional.empty();
    }
    Path parent = Path.of(mount.get() + own.get()).normalize();
    return Files.isWritable(parent) ? Optional.of(new ControlGroups(parent)) : Optional.empty();
  }

  /** Removes the empty groups of tasks that nobody asked about after their end. */
  void removeAbandoned() throws IOException {
    Instant oldest = Instant.now().minus(ABANDONED_AFTER);
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, "rowrun-*")) {
      for (Path group : groups) {
        if (Files.getLastModifiedTime(group).toInstant().isBefore(oldest)) {
          remove(group);
        }
      }
    } catch (NoSuchFileException e) {
      // somebody else removes them at the same moment
    }
  }

  /** Makes the group of an execution, or finds it made. */
  Path make(String name) throws IOException {
    Path group = parent.resolve("rowrun-" + name);
    try {
      return Files.createDirectory(group);
    } catch (FileAlreadyExistsException e) {
      return group;
    }
  }

  /** Kills whatever is in the group. */
  static void kill(Path group) throws IOException {
    if (Files.exists(group)) {
      Files.writeString(group.resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
    }
  }

  /**
   * Removes an empty group, and those that its task made below it; leaves one that is not empty.
   */
  static void remove(Path group) {
    try (DirectoryStream<Path> below = Files.newDirectoryStream(group, Files::isDirectory)) {
      below.forEach(ControlGroups::remove);
    } catch (IOException e) {
      return;
    }
    try {
      Files.deleteIfExists(group);
    } catch (IOException e) {
      // somebody still lives there: the group stays, it costs nothing
    }
  }

  private static Optional<String> mountPoint() throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8)) {
      if (line.contains(" - cgroup2 ")) {
        return Optional.of(line.split(" ")[4]);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> ownGroup() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"), StandardCharsets.UTF_8)) {
      if (line.startsWith("0::")) {
        return Optional.of(line.substring(3));
      }
    }
    return Optional.empty();
  }
}
