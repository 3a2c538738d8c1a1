package io.rowrun.executor.logs;

import java.nio.file.Path;

/**
 * The format of {@code log.idx}: 16-byte entries, two big-endian longs each, in pages of 256.
 *
 * <p>The first entry of a page is its header: how many bytes of OUT, and how many of both streams,
 * stand before it. The others are runs, in log order: the offset after the last byte of the run,
 * with bit 63 set if it is of ERR, and when it was written, in microseconds since 1970. The bytes
 * themselves are in {@code stdout} and {@code stderr} only. An entry cut short by a crash does not
 * count.
 */
final class LogIndex {
  static final int ENTRY_BYTES = 16;
  static final int PAGE_BYTES = 256 * ENTRY_BYTES;
  static final long ERR_BIT = Long.MIN_VALUE;

  private LogIndex() {}

  static Path file(Path jobDirectory) {
    return jobDirectory.resolve("log.idx");
  }

  static Path file(Path jobDirectory, StandardStream stream) {
    return jobDirectory.resolve(
        switch (stream) {
          case OUT -> "stdout";
          case ERR -> "stderr";
        });
  }

  /** The bytes of an index that are whole entries. */
  static long whole(long indexBytes) {
    return indexBytes - indexBytes % ENTRY_BYTES;
  }
}
