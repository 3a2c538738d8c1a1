package io.rowrun.executor.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the log of a job, also while it is written. Sees what the tailer has taken over; waiting
 * for more is the caller's matter. One thread at a time.
 */
public final class LogReader implements AutoCloseable {
  private LogReader() {}

  /** Opens the log of a job directory; one that nothing was written to yet is empty. */
  public static LogReader open(Path jobDirectory) throws IOException {
    return new LogReader();
  }

  /** The offset after the last byte that can be read now. */
  public long end() throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Reads on from an offset.
   *
   * @param offset any byte of the log; at or beyond the end there is nothing to read
   * @param maxBytes how much at most, all chunks together; at least 1
   * @return in log order, without gaps; empty if there is nothing (yet)
   */
  public List<LogChunk> read(long offset, int maxBytes) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void close() throws IOException {}
}
