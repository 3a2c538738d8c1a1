package io.rowrun.calcite.datasphere;

import io.rowrun.calcite.provider.RowrunSqlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file of this machine that a job reads, as it was when its hash was taken. */
record LocalFile(Path path, String sha256, long sizeBytes) {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Refuses what only a variable could name, before anything of it is read. */
  static void requireBelowRoot(String name) {
    Path path = parse(name);
    if (path.isAbsolute()) {
      throw new RowrunSqlException(
          "22023",
          "input file "
              + name
              + " is absolute: make it relative to the working directory, or give it a variable");
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw new RowrunSqlException(
            "22023",
            "input file "
                + name
                + " climbs with '..': make it stay below the working directory, or give it a variable");
      }
    }
  }

  /**
   * Takes the hash of a file.
   *
   * @param name as the job names it; relative to the root, or absolute
   */
  static LocalFile read(Path root, String name) {
    Path path = root.resolve(parse(name));
    if (Files.isDirectory(path)) {
      throw new RowrunSqlException(
          "0A000", "input file " + name + " is a directory; name the files in it");
    }
    if (!Files.isRegularFile(path)) {
      throw new RowrunSqlException(
          "22023",
          "input file "
              + name
              + " is missing: there is no file "
              + path.toAbsolutePath().normalize());
    }
    MessageDigest digest = newDigest();
    long size = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(path)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        size += n;
      }
    } catch (IOException e) {
      throw new RowrunSqlException(
          "58030", "cannot read input file " + path + ": " + e.getMessage(), e);
    }
    return new LocalFile(path, HexFormat.of().formatHex(digest.digest()), size);
  }

  private static Path parse(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new RowrunSqlException(
          "22023", "input file has a path that cannot be used here: " + e.getReason(), e);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
