package io.rowrun.executor.logs;

import java.time.Instant;

/**
 * A piece of what a job wrote, of one stream, at most 64 KiB. Reading goes on at {@link #end}.
 *
 * @param offset of its first byte, counting the bytes of both streams in log order from 0
 * @param at when it was seen
 * @param bytes not to be changed; any bytes, not necessarily whole lines or valid text
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per chunk would cost
public record LogChunk(long offset, StandardStream stream, Instant at, byte[] bytes) {
  /** The offset after its last byte. */
  public long end() {
    return offset + bytes.length;
  }
}
