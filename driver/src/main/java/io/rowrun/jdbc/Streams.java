package io.rowrun.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads the streams that are given as parameters, whole. */
final class Streams {
  /** No length was given. */
  static final long ALL = Long.MAX_VALUE;

  private Streams() {}

  static byte @Nullable [] bytes(@Nullable InputStream in, long length) throws SQLException {
    if (in == null) {
      return null;
    }
    try {
      return in.readNBytes(checked(length));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  static @Nullable String ascii(@Nullable InputStream in, long length) throws SQLException {
    byte[] bytes = bytes(in, length);
    return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static @Nullable String text(@Nullable Reader in, long length) throws SQLException {
    if (in == null) {
      return null;
    }
    try {
      StringBuilder text = new StringBuilder();
      char[] buffer = new char[8192];
      int left = checked(length);
      while (left > 0) {
        int read = in.read(buffer, 0, Math.min(left, buffer.length));
        if (read < 0) {
          break;
        }
        text.append(buffer, 0, read);
        left -= read;
      }
      return text.toString();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static int checked(long length) throws SQLException {
    if (length < 0) {
      throw SqlErrors.data("22023", "negative length: " + length);
    }
    return (int) Math.min(length, Integer.MAX_VALUE);
  }

  private static SQLException unreadable(IOException e) {
    return SqlErrors.make("58030", "cannot read the parameter's stream: " + e.getMessage(), e);
  }
}
