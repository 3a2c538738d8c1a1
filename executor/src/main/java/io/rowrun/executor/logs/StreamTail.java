package io.rowrun.executor.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** How far the log has taken over one of its sources. One thread at a time. */
final class StreamTail {
  private static final long LONGEST_LINE_BYTES = 1 << 20;
  private static final int BLOCK_BYTES = 8192;

  private final LogSource source;
  private final Path file;
  private long taken;
  private long searched; // between taken and here there is no line end
  private long size;
  private Instant modifiedAt = Instant.EPOCH;

  StreamTail(Path jobDirectory, LogSource source) {
    this.source = source;
    this.file = LogIndex.file(jobDirectory, source);
  }

  LogSource source() {
    return source;
  }

  Path file() {
    return file;
  }

  /** How many bytes are in the log. */
  long taken() {
    return taken;
  }

  /** When the stream was written to, as of the last look. */
  Instant modifiedAt() {
    return modifiedAt;
  }

  /** Forgets what was taken over, and looks. */
  void restart() throws IOException {
    taken = 0;
    searched = 0;
    size = 0;
    look();
  }

  /** Looks how much there is. */
  void look() throws IOException {
    if (source == LogSource.SYSTEM && !Files.exists(file)) {
      return; // as with most jobs: an exception would cost more than the other two looks
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      size = attributes.isRegularFile() ? attributes.size() : 0; // a pipe would block us
      modifiedAt = attributes.lastModifiedTime().toInstant();
    } catch (NoSuchFileException e) {
      size = 0; // the job has not started
    }
  }

  /** Whether so many bytes more were there at the last look. */
  boolean has(long bytes) {
    return size - taken >= bytes;
  }

  /** Counts bytes as taken over that were so before. */
  void skip(long bytes) {
    taken += bytes;
    searched = taken;
  }

  /** Takes over what the last look saw, up to the last line end; all of it if the job has ended. */
  boolean takeOver(boolean ended) throws IOException {
    if (size <= taken || (!ended && size <= searched)) {
      return false;
    }
    long end = ended ? size : endOfLastLine();
    searched = size;
    if (end <= taken) {
      return false;
    }
    taken = end;
    return true;
  }

  private long endOfLastLine() throws IOException {
    long from = Math.max(searched, size - LONGEST_LINE_BYTES);
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long end = size; end > from; end -= block.capacity()) {
        long start = Math.max(from, end - block.capacity());
        block.clear().limit((int) (end - start));
        while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {}
        for (int i = block.position() - 1; i >= 0; i--) {
          if (block.get(i) == '\n') {
            return start + i + 1;
          }
        }
      }
    }
    return size - taken > LONGEST_LINE_BYTES ? size : taken;
  }
}
