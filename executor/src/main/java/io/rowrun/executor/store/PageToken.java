package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The place in a list, newest first, behind which the next page starts. It names the last row seen
 * and not a count, so that rows made meanwhile neither repeat nor hide others.
 */
public record PageToken(long createdAtMillis, String id) {
  private static final int LONGEST_TEXT = 400;

  public PageToken {
    requireNonNull(id);
  }

  /** The form that clients see: opaque, URL-safe. */
  public String encode() {
    byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES + idBytes.length)
            .putLong(createdAtMillis)
            .put(idBytes)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws ExecutorException INVALID_ARGUMENT for any other text
   */
  public static PageToken parse(String text) {
    byte[] bytes = decode(text);
    if (bytes.length <= Long.BYTES) {
      throw invalid(null);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long createdAtMillis = buffer.getLong();
    String id = StandardCharsets.UTF_8.decode(buffer).toString();
    if (id.indexOf('\0') >= 0) {
      throw invalid(null); // no store takes it
    }
    return new PageToken(createdAtMillis, id);
  }

  private static byte[] decode(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw invalid(null);
    }
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
  }

  private static ExecutorException invalid(@Nullable Throwable cause) {
    String message = "page_token is none that this service gave out";
    return cause == null
        ? new ExecutorException(ErrorCode.INVALID_ARGUMENT, message)
        : new ExecutorException(ErrorCode.INVALID_ARGUMENT, message, cause);
  }
}
