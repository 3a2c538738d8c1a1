package io.rowrun.calcite.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file or directory of this machine that a job takes with it, as it was when its hash was taken.
 * Immutable.
 *
 * @param path where it stands
 * @param packing what the bytes are
 * @param sha256 of the bytes that are sent, hexadecimal
 * @param sizeBytes of the bytes that are sent
 */
public record LocalFile(Path path, Packing packing, String sha256, long sizeBytes) {

  /** What is sent of it. */
  public enum Packing {
    /** The file's own bytes. */
    NONE,
    /** A ZIP archive of the file or directory, made while it is read. */
    ZIP,
    /** A ZIP archive of a Python module, without what Python compiled there. */
    MODULE
  }

  /** The bytes that are sent. The caller closes it. */
  public InputStream open() throws IOException {
    return open(path, packing);
  }

  static InputStream open(Path path, Packing packing) throws IOException {
    return packing == Packing.NONE
        ? Files.newInputStream(path)
        : new ArchiveStream(path, packing == Packing.MODULE);
  }
}
