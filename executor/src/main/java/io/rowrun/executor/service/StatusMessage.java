package io.rowrun.executor.service;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The words of a failure as they fit into headers, where gRPC puts them twice: percent-encoded and
 * within the details. Clients take 8 KiB of headers in all, and HTTP/2 takes no blanks at the end.
 */
final class StatusMessage {
  private static final int MAX_HEADER_BYTES = 4096;
  private static final String CUT = " … (cut)";

  private StatusMessage() {}

  static String of(@Nullable String words) {
    String message = words == null ? "" : words.strip();
    if (headerBytes(message) <= MAX_HEADER_BYTES) {
      return message;
    }
    int end = 0;
    int bytes = headerBytes(CUT);
    while (bytes <= MAX_HEADER_BYTES) {
      int next = message.offsetByCodePoints(end, 1);
      bytes += headerBytes(message.substring(end, next));
      end = bytes <= MAX_HEADER_BYTES ? next : end;
    }
    return message.substring(0, end).strip() + CUT;
  }

  /** Percent-encoded, and as base64 of UTF-8. */
  private static int headerBytes(String words) {
    int bytes = 0;
    for (byte b : words.getBytes(StandardCharsets.UTF_8)) {
      bytes += b >= ' ' && b < 0x7f && b != '%' ? 1 : 3;
    }
    return bytes + words.getBytes(StandardCharsets.UTF_8).length * 4 / 3;
  }
}
