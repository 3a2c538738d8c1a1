package io.rowrun.executor.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A ZIP archive in memory, right at first, to be spoiled. */
public final class ZipBytes {
  private static final int HEADER = 0x02014b50;

  private byte[] bytes;

  private ZipBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Names and contents by turns; a name that ends with a slash is a directory. */
  public static ZipBytes of(String... namesAndContents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndContents[i]));
        zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ZipBytes(bytes.toByteArray());
  }

  /** One entry of so many zeros. */
  public static ZipBytes zeros(String name, long count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      byte[] block = new byte[1 << 20];
      for (long left = count; left > 0; left -= block.length) {
        zip.write(block, 0, (int) Math.min(left, block.length));
      }
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ZipBytes(bytes.toByteArray());
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Renames wherever the name stands; both names are of one length. */
  public ZipBytes renamed(String from, String to) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes = text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    return this;
  }

  /** What archivers on Unix write: mode and type of the first entry. */
  public ZipBytes withMode(int mode) {
    ByteBuffer buffer = buffer();
    int header = firstHeader(buffer);
    buffer.putShort(header + 4, (short) (3 << 8 | 20));
    buffer.putInt(header + 38, mode << 16);
    return this;
  }

  /** Sets the flag of encryption of the first entry, in both of its headers. */
  public ZipBytes encrypted() {
    ByteBuffer buffer = buffer();
    int header = firstHeader(buffer);
    buffer.putShort(header + 8, (short) (buffer.getShort(header + 8) | 1));
    buffer.putShort(6, (short) (buffer.getShort(6) | 1));
    return this;
  }

  /** Lets the directory declare another size for the first entry. */
  public ZipBytes declaring(int sizeBytes) {
    ByteBuffer buffer = buffer();
    buffer.putInt(firstHeader(buffer) + 24, sizeBytes);
    return this;
  }

  /** Lets the end declare another number of entries. */
  public ZipBytes withEntries(int count) {
    ByteBuffer buffer = buffer();
    buffer.putShort(bytes.length - 12, (short) count);
    buffer.putShort(bytes.length - 14, (short) count);
    return this;
  }

  /** Without its last bytes. */
  public ZipBytes cut(int count) {
    bytes = java.util.Arrays.copyOf(bytes, bytes.length - count);
    return this;
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int firstHeader(ByteBuffer buffer) {
    int at = 0;
    while (buffer.getInt(at) != HEADER) {
      at++;
    }
    return at;
  }
}
