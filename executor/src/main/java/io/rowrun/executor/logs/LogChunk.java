package io.rowrun.executor.logs;

import java.time.Instant;

/**
 * A piece of the log of a job, of one source, at most 64 KiB. Reading goes on at {@link #end}.
 *
 * @param offset of its first byte, counting the bytes of all sources in log order from 0
 * @param at when it was seen
 * @param bytes not to be changed; any bytes, not necessarily whole lines or valid text
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per chunk would cost
public record LogChunk(long offset, LogSource source, Instant at, byte[] bytes) {
  /** The offset after its last byte. */
  public long end() {
    return offset + bytes.length;
  }
}
