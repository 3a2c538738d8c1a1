package io.rowrun.executor.logs;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Puts what a running job writes into one order, and with it what the service tells of it, by
 * appending to the index of its log. A line is taken over when it is complete, so that lines of
 * several sources do not mix; only one of more than 1 MiB is cut. One tailer a job, one thread at a
 * time; holds no file open.
 */
public final class LogTailer implements AutoCloseable {
  private static final byte[] NOTHING = {};
  private static final int MOST_ENTRIES = 5; // three runs, and a header of two
  private static final Comparator<StreamTail> BY_TIME =
      Comparator.comparing(StreamTail::modifiedAt).thenComparing(StreamTail::source);

  private final Path jobDirectory;
  private final InstantSource clock;
  private final StreamTail out;
  private final StreamTail err;
  private final StreamTail system;
  private final StreamTail[] byTime;
  private long indexBytes;
  private long lastMicros;
  private boolean inStep;

  private LogTailer(Path jobDirectory, InstantSource clock) {
    this.jobDirectory = jobDirectory;
    this.clock = clock;
    this.out = new StreamTail(jobDirectory, LogSource.OUT);
    this.err = new StreamTail(jobDirectory, LogSource.ERR);
    this.system = new StreamTail(jobDirectory, LogSource.SYSTEM);
    this.byTime = new StreamTail[] {out, err, system};
  }

  /** Goes on where an earlier tailer of the directory stopped. */
  public static LogTailer open(Path jobDirectory, InstantSource clock) throws IOException {
    LogTailer tailer = new LogTailer(jobDirectory, clock);
    tailer.recover();
    return tailer;
  }

  /**
   * Takes over what was written since the last call. If there is nothing new, that is a look at
   * each file's size.
   *
   * @param ended the job has ended: the last line of a stream is taken over without its line end
   * @return the offset after the last byte that readers see
   */
  public long catchUp(boolean ended) throws IOException {
    if (!inStep) {
      recover();
    }
    inStep = false; // until the index holds what was taken over
    for (StreamTail tail : byTime) {
      tail.look();
    }
    Arrays.sort(byTime, BY_TIME);
    Page page = new Page();
    for (StreamTail tail : byTime) {
      page.takeOver(tail, ended);
    }
    page.append();
    inStep = true;
    return end();
  }

  /** Makes the log survive a power failure. */
  public void force() throws IOException {
    if (end() == 0) {
      return; // no log reads the same as an empty one
    }
    for (StreamTail tail : byTime) {
      force(tail.file());
    }
    force(LogIndex.file(jobDirectory));
    force(jobDirectory);
  }

  /** Leaves everything as it is; there is nothing to let go of. */
  @Override
  public void close() throws IOException {}

  private long end() {
    return out.taken() + err.taken() + system.taken();
  }

  /** The entries that one round adds to the index, written by one call. */
  private final class Page {
    private final ByteBuffer entries = ByteBuffer.allocate(MOST_ENTRIES * LogIndex.ENTRY_BYTES);

    void takeOver(StreamTail tail, boolean ended) throws IOException {
      long outBefore = out.taken();
      long systemBefore = system.taken();
      long before = end();
      if (!tail.takeOver(ended)) {
        return;
      }
      if ((indexBytes + entries.position()) % LogIndex.PAGE_BYTES == 0) {
        LogIndex.putHeader(entries, outBefore, systemBefore, before);
      }
      entries.putLong(LogIndex.run(tail.source(), end())).putLong(micros(tail));
    }

    void append() throws IOException {
      entries.flip();
      if (!entries.hasRemaining()) {
        return;
      }
      Path file = LogIndex.file(jobDirectory);
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException(file + " is no file any more");
      }
      try (FileChannel index = FileChannel.open(file, CREATE, WRITE)) {
        while (entries.hasRemaining()) {
          indexBytes += index.write(entries, indexBytes);
        }
      }
    }
  }

  /** When the tail was written to last, but never going back and never after now. */
  private long micros(StreamTail tail) {
    long written = micros(tail.modifiedAt());
    lastMicros = Math.max(lastMicros, Math.min(written, micros(clock.instant())));
    return lastMicros;
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Finds how far the index goes; cuts off what a crash or a power failure has spoilt. */
  private void recover() throws IOException {
    Path file = LogIndex.file(jobDirectory);
    for (StreamTail tail : byTime) {
      tail.restart();
    }
    indexBytes = 0;
    lastMicros = 0;
    ByteBuffer entries =
        ByteBuffer.wrap(Files.isRegularFile(file) ? Files.readAllBytes(file) : NOTHING);
    while (entries.remaining() >= LogIndex.ENTRY_BYTES && recover(entries)) {
      indexBytes = entries.position();
    }
    if (indexBytes < entries.capacity()) {
      try (FileChannel index = FileChannel.open(file, WRITE)) {
        index.truncate(indexBytes);
      }
    }
    inStep = true;
  }

  private boolean recover(ByteBuffer entries) {
    boolean header = entries.position() % LogIndex.PAGE_BYTES == 0;
    long first = entries.getLong();
    long second = entries.getLong();
    if (header) {
      return first == out.taken() && second == end();
    }
    long length = LogIndex.offset(first) - end();
    if (LogIndex.isSystemBefore(first)) {
      return length == 0 && second == system.taken();
    }
    StreamTail tail = tail(LogIndex.source(first));
    if (length <= 0 || second < lastMicros || !tail.has(length)) {
      return false;
    }
    tail.skip(length);
    lastMicros = second;
    return true;
  }

  private StreamTail tail(LogSource source) {
    return switch (source) {
      case OUT -> out;
      case ERR -> err;
      case SYSTEM -> system;
    };
  }

  private static void force(Path file) throws IOException {
    if (Files.isRegularFile(file) || Files.isDirectory(file)) {
      try (FileChannel channel = FileChannel.open(file, READ)) {
        channel.force(true);
      }
    }
  }
}
