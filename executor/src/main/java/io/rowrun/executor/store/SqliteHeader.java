package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the first bytes of a SQLite file tell without SQLite: enough to refuse a file that is no
 * store of ours before anything could write to it or beside it.
 *
 * @param pageBytes size of a page
 * @param pages pages that the file should have; 0: the header does not know
 * @param userVersion the version of our tables
 * @param applicationId who made the file
 */
record SqliteHeader(int pageBytes, long pages, int userVersion, int applicationId) {
  /** {@code RWRN}: marks a file as a store of ours. */
  static final int APPLICATION_ID = 0x5257524E;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 100;
  private static final int LEAST_PAGE_BYTES = 512;
  private static final int LARGEST_PAGE_BYTES = 65_536;
  private static final int PAGE_BYTES_AT = 16;
  private static final int CHANGES_AT = 24;
  private static final int PAGES_AT = 28;
  private static final int USER_VERSION_AT = 60;
  private static final int APPLICATION_ID_AT = 68;
  private static final int PAGES_VALID_FOR_AT = 92;

  /** Reads the header of a file. */
  static SqliteHeader read(Path file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (header.hasRemaining() && channel.read(header) >= 0) {}
    }
    if (header.hasRemaining()) {
      throw damaged(file, "it ends after " + header.position() + " bytes");
    }
    if (ByteBuffer.wrap(MAGIC).compareTo(header.slice(0, MAGIC.length)) != 0) {
      throw damaged(file, "it is no SQLite database");
    }
    return parse(header);
  }

  /**
   * Refuses a file that is another program's, a newer version's, or shorter than it says.
   *
   * @param hasLog whether pages may still be in the write-ahead log
   */
  void check(Path file, boolean hasLog) throws IOException {
    if (Integer.bitCount(pageBytes) != 1
        || pageBytes < LEAST_PAGE_BYTES
        || pageBytes > LARGEST_PAGE_BYTES) {
      throw damaged(file, "its page size is " + pageBytes);
    }
    if (applicationId != APPLICATION_ID) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot open the store " + file + ": the file is another program's SQLite database");
    }
    checkVersion(file, userVersion);
    long sizeBytes = Files.size(file);
    if (!hasLog && sizeBytes < pages * pageBytes) {
      throw damaged(file, "it should have " + pages * pageBytes + " bytes and has " + sizeBytes);
    }
  }

  /** Refuses a version that this program does not know yet. */
  static void checkVersion(Path file, int version) {
    if (version > Migrations.VERSION) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot open the store "
              + file
              + ": its version is "
              + version
              + ", this program knows up to "
              + Migrations.VERSION
              + "; use a newer program");
    }
  }

  static ExecutorException damaged(Path file, String how) {
    return new ExecutorException(
        ErrorCode.DATA_LOSS, "cannot open the store " + file + ": the file is damaged, " + how);
  }

  private static SqliteHeader parse(ByteBuffer header) {
    int pageBytes = Short.toUnsignedInt(header.getShort(PAGE_BYTES_AT));
    boolean pagesKnown = header.getInt(CHANGES_AT) == header.getInt(PAGES_VALID_FOR_AT);
    return new SqliteHeader(
        pageBytes == 1 ? LARGEST_PAGE_BYTES : pageBytes,
        pagesKnown ? Integer.toUnsignedLong(header.getInt(PAGES_AT)) : 0,
        header.getInt(USER_VERSION_AT),
        header.getInt(APPLICATION_ID_AT));
  }
}
