package io.rowrun.executor.logs;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of a job, also while it is written. Sees what the tailer has taken over; waiting
 * for more is the caller's matter. If the job cut its own stream short, zeros stand for what is
 * gone. One thread at a time.
 */
public final class LogReader implements AutoCloseable {
  private static final int MAX_CHUNK_BYTES = 64 << 10;

  private final LazyFile index;
  private final Map<LogSource, LazyFile> sources = new EnumMap<>(LogSource.class);
  private boolean missesBytes;
  private long currentPage; // where the last read ended, and the next one probably begins

  private LogReader(Path jobDirectory) {
    this.index = new LazyFile(LogIndex.file(jobDirectory));
    for (LogSource source : LogSource.values()) {
      sources.put(source, new LazyFile(LogIndex.file(jobDirectory, source)));
    }
  }

  /** Opens the log of a job directory; one that nothing was written to yet is empty. */
  public static LogReader open(Path jobDirectory) throws IOException {
    return new LogReader(jobDirectory);
  }

  /** The offset after the last byte that can be read now. */
  public long end() throws IOException {
    long whole = LogIndex.whole(index.size());
    if (whole == 0) {
      return 0;
    }
    long last = whole - LogIndex.ENTRY_BYTES;
    ByteBuffer entry = index.read(last, LogIndex.ENTRY_BYTES);
    boolean header = last % LogIndex.PAGE_BYTES == 0;
    return header ? entry.getLong(Long.BYTES) : LogIndex.offset(entry.getLong(0));
  }

  /**
   * Reads on from an offset.
   *
   * @param offset any byte of the log; at or beyond the end there is nothing to read
   * @param maxBytes how much at most, all chunks together; at least 1
   * @return in log order, without gaps; empty if there is nothing (yet)
   */
  public List<LogChunk> read(long offset, int maxBytes) throws IOException {
    if (offset < 0 || maxBytes < 1) {
      throw new IllegalArgumentException("offset " + offset + ", at most " + maxBytes + " bytes");
    }
    List<LogChunk> chunks = new ArrayList<>();
    long pages = pages();
    long at = offset;
    long stop = offset + maxBytes;
    for (long page = pages == 0 ? 0 : pageOf(offset, pages); page < pages && at < stop; page++) {
      currentPage = page;
      at = readPage(page, at, stop, chunks);
    }
    return chunks;
  }

  /**
   * Whether bytes of the log were not there when they were read: zeros stood for them. So it is
   * when a log is deleted while it is read, or its program removes it.
   */
  public boolean missesBytes() {
    return missesBytes;
  }

  @Override
  public void close() throws IOException {
    try (index) {
      for (LazyFile source : sources.values()) {
        source.close();
      }
    }
  }

  private long pages() throws IOException {
    long whole = LogIndex.whole(index.size());
    return (whole + LogIndex.PAGE_BYTES - 1) / LogIndex.PAGE_BYTES;
  }

  /** The last page that begins at or before the offset. */
  private long pageOf(long offset, long pages) throws IOException {
    long low = 0;
    long high = pages - 1;
    if (currentPage < pages && beginOf(currentPage) <= offset) {
      low = currentPage;
      if (low == high || beginOf(low + 1) > offset) {
        return low;
      }
    }
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      if (beginOf(middle) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private long beginOf(long page) throws IOException {
    return index.read(page * LogIndex.PAGE_BYTES, LogIndex.ENTRY_BYTES).getLong(Long.BYTES);
  }

  /** Adds what stands between the two offsets in the page, and returns where it ends. */
  private long readPage(long page, long from, long stop, List<LogChunk> chunks) throws IOException {
    ByteBuffer entries = index.read(page * LogIndex.PAGE_BYTES, LogIndex.PAGE_BYTES);
    Counts before = new Counts(entries.getLong(), entries.getLong());
    long at = from;
    while (at < stop && entries.remaining() >= LogIndex.ENTRY_BYTES) {
      long first = entries.getLong();
      long second = entries.getLong();
      if (LogIndex.isSystemBefore(first)) {
        before.system = second;
        continue;
      }
      LogSource source = LogIndex.source(first);
      long end = LogIndex.offset(first);
      if (end > at) {
        Run run = new Run(source, at, before.of(source) + at - before.all, instant(second));
        at = readRun(run, Math.min(end, stop), chunks);
      }
      before.add(source, end);
    }
    return at;
  }

  /** How many bytes of each source stand before some entry. */
  private static final class Counts {
    private long out;
    private long system;
    private long all;

    Counts(long out, long all) {
      this.out = out;
      this.all = all;
    }

    long of(LogSource source) {
      return switch (source) {
        case OUT -> out;
        case ERR -> all - out - system;
        case SYSTEM -> system;
      };
    }

    void add(LogSource source, long end) {
      out += source == LogSource.OUT ? end - all : 0;
      system += source == LogSource.SYSTEM ? end - all : 0;
      all = end;
    }
  }

  /** The rest of a run, from an offset in the log and the same byte's position in its file. */
  private record Run(LogSource source, long offset, long position, Instant at) {}

  private long readRun(Run run, long stop, List<LogChunk> chunks) throws IOException {
    LazyFile file = requireNonNull(sources.get(run.source()));
    long offset = run.offset();
    while (offset < stop) {
      byte[] bytes = new byte[(int) Math.min(stop - offset, MAX_CHUNK_BYTES)];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      file.read(run.position() + offset - run.offset(), buffer);
      missesBytes |= buffer.hasRemaining();
      chunks.add(new LogChunk(offset, run.source(), run.at(), bytes));
      offset += bytes.length;
    }
    return offset;
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** A file that is opened once it is there. */
  private static final class LazyFile implements AutoCloseable {
    private final Path file;
    private @Nullable FileChannel channel;

    LazyFile(Path file) {
      this.file = file;
    }

    long size() throws IOException {
      FileChannel open = channel();
      return open == null ? 0 : open.size();
    }

    /** As many bytes as there are, but at most {@code maxBytes}. */
    ByteBuffer read(long position, int maxBytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(maxBytes);
      read(position, buffer);
      return buffer.flip();
    }

    void read(long position, ByteBuffer buffer) throws IOException {
      FileChannel open = channel();
      long at = position;
      for (int read = 0; open != null && read >= 0 && buffer.hasRemaining(); at += read) {
        read = open.read(buffer, at);
      }
    }

    private @Nullable FileChannel channel() throws IOException {
      if (channel == null && Files.isRegularFile(file)) {
        try {
          channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
          return null; // deleted just now
        }
      }
      return channel;
    }

    @Override
    public void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }
}
