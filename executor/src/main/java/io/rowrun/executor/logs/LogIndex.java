package io.rowrun.executor.logs;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The format of {@code log.idx}: 16-byte entries, two big-endian longs each, in pages of 256.
 *
 * <p>The first entry of a page is its header: how many bytes of OUT, and how many of all sources,
 * stand before it. The others are runs, in log order: the offset after the last byte of the run,
 * whose two highest bits tell the source, and when it was written, in microseconds since 1970. The
 * bytes themselves are in the files of the sources only. An entry cut short by a crash does not
 * count.
 *
 * <p>Both bits set are no source: such an entry follows the header where bytes of SYSTEM stand
 * before the page, and its second long tells how many. Logs from before there was SYSTEM, and those
 * of jobs of which the service had nothing to tell, have none.
 */
final class LogIndex {
  static final int ENTRY_BYTES = 16;
  static final int PAGE_BYTES = 256 * ENTRY_BYTES;

  private static final int SOURCE_SHIFT = 62;
  private static final long OFFSET_BITS = (1L << SOURCE_SHIFT) - 1;
  private static final int OUT = 0b00;
  private static final int SYSTEM = 0b01;
  private static final int ERR = 0b10;
  private static final int SYSTEM_BEFORE = 0b11;

  private LogIndex() {}

  static Path file(Path jobDirectory) {
    return jobDirectory.resolve("log.idx");
  }

  static Path file(Path jobDirectory, LogSource source) {
    return jobDirectory.resolve(source.file());
  }

  /** The bytes of an index that are whole entries. */
  static long whole(long indexBytes) {
    return indexBytes - indexBytes % ENTRY_BYTES;
  }

  /** The first long of a run. */
  static long run(LogSource source, long end) {
    int bits =
        switch (source) {
          case OUT -> OUT;
          case ERR -> ERR;
          case SYSTEM -> SYSTEM;
        };
    return (long) bits << SOURCE_SHIFT | end;
  }

  /** Adds the header of a page, of one entry or two. */
  static void putHeader(ByteBuffer entries, long outBefore, long systemBefore, long before) {
    entries.putLong(outBefore).putLong(before);
    if (systemBefore > 0) {
      entries.putLong((long) SYSTEM_BEFORE << SOURCE_SHIFT | before).putLong(systemBefore);
    }
  }

  /** The offset in the first long of an entry that is no header. */
  static long offset(long first) {
    return first & OFFSET_BITS;
  }

  /** Whether the entry is no run: its second long tells how many bytes of SYSTEM stand before. */
  static boolean isSystemBefore(long first) {
    return first >>> SOURCE_SHIFT == SYSTEM_BEFORE;
  }

  /** The source in the first long of a run. */
  static LogSource source(long first) {
    int bits = (int) (first >>> SOURCE_SHIFT);
    return bits == OUT ? LogSource.OUT : bits == ERR ? LogSource.ERR : LogSource.SYSTEM;
  }
}
