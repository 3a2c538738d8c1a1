package io.rowrun.executor.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the central directory of a ZIP archive says and {@link java.util.zip.ZipFile} does not tell:
 * how many entries there are before memory is spent on them, and which are encrypted or symbolic
 * links. Layout: APPNOTE.TXT, sections 4.3.12 to 4.3.16.
 */
final class ZipHeaders {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MOST_COMMENT_BYTES = 0xffff;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int HEADER_SIGNATURE = 0x02014b50;
  private static final int HEADER_BYTES = 46;
  private static final int MOST_ENTRIES = 100_000;
  private static final int MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;

  private static final int ENCRYPTED = 1;
  private static final int MADE_ON_UNIX = 3;
  private static final int FILE_TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;

  private ZipHeaders() {}

  /** What kind of thing an entry is. */
  enum Kind {
    FILE,
    DIRECTORY,
    /** A symbolic link, or something else that is neither. */
    SPECIAL,
    ENCRYPTED
  }

  /** One entry. */
  record Header(String name, Kind kind) {}

  /**
   * Reads the headers of all entries, in the archive's order.
   *
   * @throws UnfitArchiveException if it is no archive, or has too many entries
   */
  static List<Header> read(Path archive) throws IOException {
    try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.READ)) {
      Extent directory = find(channel);
      if (directory.entries() > MOST_ENTRIES || directory.bytes() > MOST_DIRECTORY_BYTES) {
        throw new UnfitArchiveException(
            "it has " + directory.entries() + " entries, more than " + MOST_ENTRIES);
      }
      return headers(bytes(channel, directory.offset(), (int) directory.bytes()));
    } catch (EOFException e) {
      throw new UnfitArchiveException("it is no whole ZIP archive");
    }
  }

  private record Extent(long offset, long bytes, long entries) {}

  private static Extent find(FileChannel channel) throws IOException {
    long size = channel.size();
    int tailBytes = (int) Math.min(size, END_BYTES + MOST_COMMENT_BYTES + LOCATOR_BYTES);
    ByteBuffer tail = bytes(channel, size - tailBytes, tailBytes);
    for (int at = tailBytes - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && at + END_BYTES + unsignedShort(tail, at + 20) == tailBytes) {
        return extent(channel, tail, at, size - tailBytes + at);
      }
    }
    throw new UnfitArchiveException("it is no ZIP archive");
  }

  private static Extent extent(FileChannel channel, ByteBuffer tail, int at, long position)
      throws IOException {
    int locator = at - LOCATOR_BYTES;
    if (locator >= 0 && tail.getInt(locator) == LOCATOR_SIGNATURE) {
      ByteBuffer end = bytes(channel, tail.getLong(locator + 8), END64_BYTES);
      if (end.getInt(0) == END64_SIGNATURE) {
        return checked(end.getLong(48), end.getLong(40), end.getLong(32), position);
      }
    }
    // counted from the end, as ZipFile does: a file may have something before its archive
    long bytes = Integer.toUnsignedLong(tail.getInt(at + 12));
    return checked(position - bytes, bytes, unsignedShort(tail, at + 10), position);
  }

  private static Extent checked(long offset, long bytes, long entries, long end)
      throws UnfitArchiveException {
    if (offset < 0 || bytes < 0 || entries < 0 || bytes > end || offset > end - bytes) {
      throw new UnfitArchiveException("its directory lies outside of it");
    }
    return new Extent(offset, bytes, entries);
  }

  private static List<Header> headers(ByteBuffer directory) throws UnfitArchiveException {
    List<Header> headers = new ArrayList<>();
    while (directory.remaining() >= HEADER_BYTES) {
      int at = directory.position();
      int nameBytes = unsignedShort(directory, at + 28);
      int whole =
          HEADER_BYTES
              + nameBytes
              + unsignedShort(directory, at + 30)
              + unsignedShort(directory, at + 32);
      if (directory.getInt(at) != HEADER_SIGNATURE || directory.remaining() < whole) {
        throw new UnfitArchiveException("its directory is damaged");
      }
      byte[] name = new byte[nameBytes];
      directory.get(at + HEADER_BYTES, name);
      headers.add(header(directory, at, new String(name, StandardCharsets.UTF_8)));
      directory.position(at + whole);
    }
    if (headers.size() > MOST_ENTRIES) {
      throw new UnfitArchiveException("it has more than " + MOST_ENTRIES + " entries");
    }
    return headers;
  }

  private static Header header(ByteBuffer directory, int at, String name) {
    if ((unsignedShort(directory, at + 8) & ENCRYPTED) != 0) {
      return new Header(name, Kind.ENCRYPTED);
    }
    int madeOn = unsignedShort(directory, at + 4) >>> 8;
    int type = madeOn == MADE_ON_UNIX ? directory.getInt(at + 38) >>> 16 & FILE_TYPE : 0;
    if (type != 0 && type != REGULAR && type != DIRECTORY) {
      return new Header(name, Kind.SPECIAL);
    }
    return new Header(name, name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE);
  }

  private static int unsignedShort(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static ByteBuffer bytes(FileChannel channel, long position, int count)
      throws IOException {
    if (position < 0 || position + count > channel.size()) {
      throw new EOFException();
    }
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }
}
