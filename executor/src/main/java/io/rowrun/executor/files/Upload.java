package io.rowrun.executor.files;

import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file on its way in. Nothing is kept unless it is committed. One thread at a time. */
public final class Upload implements AutoCloseable {
  Upload() {}

  /** Adds all remaining bytes. */
  public void write(ByteBuffer bytes) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Keeps the file: when this returns, it is on disk and can be seen.
   *
   * @param expectedSha256 null or empty: not known before
   * @param expectedSizeBytes null: not known before
   * @throws ExecutorException INVALID_ARGUMENT if the bytes are not the expected ones; nothing is
   *     kept then
   */
  public Content commit(@Nullable String expectedSha256, @Nullable Long expectedSizeBytes)
      throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Drops the file unless it was committed. */
  @Override
  public void close() {}
}
