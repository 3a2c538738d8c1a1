package io.rowrun.jdbc.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code owner.json} in a data directory says: where its owner listens and what a process that
 * attaches must show. Readable by its user only.
 */
record OwnerFile(int port, String secret, long pid) {
  static final String HOST = "127.0.0.1";

  private static final Pattern TEXT =
      Pattern.compile(
          "\\{\\s*\"endpoint\":\\s*\"127\\.0\\.0\\.1:(\\d{1,5})\",\\s*\"secret\":\\s*\"([0-9a-f]+)\","
              + "\\s*\"pid\":\\s*(\\d{1,18})\\s*\\}\\s*");

  private static Path in(Path directory) {
    return directory.resolve("owner.json");
  }

  /** Empty if nobody has written it, or not yet all of it. */
  static Optional<OwnerFile> read(Path directory) throws IOException {
    Matcher matcher;
    try {
      matcher = TEXT.matcher(Files.readString(in(directory)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return matcher.matches()
        ? Optional.of(
            new OwnerFile(
                Integer.parseInt(matcher.group(1)),
                matcher.group(2),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  /** Replaces what stood there, at once and never half. */
  void write(Path directory) throws IOException {
    Path draft = directory.resolve("owner.json." + pid);
    Files.deleteIfExists(draft);
    try (var channel =
        Files.newByteChannel(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(
          java.nio.ByteBuffer.wrap(text().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    Files.move(draft, in(directory), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes it, if it is still this one. */
  void remove(Path directory) {
    try {
      if (read(directory).filter(this::equals).isPresent()) {
        Files.deleteIfExists(in(directory));
      }
    } catch (IOException e) {
      // a stale file costs the next one to attach a refused connection, nothing else
    }
  }

  private String text() {
    return "{\"endpoint\":\"%s:%d\",\"secret\":\"%s\",\"pid\":%d}%n"
        .formatted(HOST, port, secret, pid);
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "OwnerFile[" + HOST + ":" + port + ", pid " + pid + "]";
  }
}
