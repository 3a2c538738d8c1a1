package io.rowrun.server.link;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a file are asked for.
 *
 * @param first counted from 0
 * @param length of the range; 0: the range lies outside of the file
 */
record ByteRange(long first, long length) {
  private static final Pattern FORM =
      Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{1,18})?|-(\\d{1,18}))");

  /**
   * What the header Range asks for of a file of {@code size} bytes. Empty, and so the whole file,
   * if there is none, it has several ranges or another form: HTTP leaves that to the server.
   */
  static Optional<ByteRange> parse(@Nullable String header, long size) {
    Matcher matcher = FORM.matcher(header == null ? "" : header.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    if (matcher.group(3) != null) {
      long length = Math.min(Long.parseLong(matcher.group(3)), size);
      return Optional.of(new ByteRange(size - length, length));
    }
    long first = Long.parseLong(matcher.group(1));
    long last = matcher.group(2) == null ? size - 1 : Long.parseLong(matcher.group(2));
    if (matcher.group(2) != null && last < first) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(first, Math.max(0, Math.min(last, size - 1) - first + 1)));
  }

  boolean isOutside() {
    return length == 0;
  }

  /** For the header Content-Range. */
  String of(long size) {
    return isOutside()
        ? "bytes */" + size
        : "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }
}
