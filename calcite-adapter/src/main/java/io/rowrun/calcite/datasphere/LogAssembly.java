package io.rowrun.calcite.datasphere;

import com.google.protobuf.util.Timestamps;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts lines together from the pieces of several streams, in the order in which they were begun.
 * Lines are given out where no line is unfinished: only there can reading go on and lose and double
 * nothing. One thread at a time.
 */
final class LogAssembly {
  /** A line being put together. */
  private static final class Line {
    private final long number;
    private final String source;
    private final @Nullable Long millis;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    Line(long number, String source, @Nullable Long millis) {
      this.number = number;
      this.source = source;
      this.millis = millis;
    }

    LogLine at(long offset) {
      return new LogLine(number, offset, source, millis, content());
    }

    private String content() {
      byte[] line = bytes.toByteArray();
      int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
      return new String(line, 0, length, StandardCharsets.UTF_8);
    }
  }

  private final List<Line> begun = new ArrayList<>();
  private final Map<String, Line> unfinished = new LinkedHashMap<>();
  private long lines;

  /** Whether there are lines that cannot be given out yet. */
  boolean isWaiting() {
    return !begun.isEmpty();
  }

  /**
   * Takes a piece whose bytes have offsets, and gives the lines that are whole with it.
   *
   * @param offset of the piece's first byte
   */
  List<LogLine> addBytes(LogMessage piece, long offset) {
    List<LogLine> ready = new ArrayList<>();
    add(piece, lineEnd -> ready.addAll(release(offset + lineEnd)));
    return ready;
  }

  /** Takes a piece of an answer that has only one offset, at its end. */
  void add(LogMessage piece) {
    add(piece, lineEnd -> {});
  }

  private void add(LogMessage piece, IntConsumer atLineEnd) {
    byte[] bytes = piece.getContent().toByteArray();
    String source = source(piece);
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        append(source, piece, bytes, start, i);
        unfinished.remove(source);
        start = i + 1;
        atLineEnd.accept(start);
      }
    }
    if (start < bytes.length) {
      append(source, piece, bytes, start, bytes.length);
    }
  }

  private void append(String source, LogMessage piece, byte[] bytes, int from, int to) {
    Line line = unfinished.get(source);
    if (line == null) {
      Long millis = piece.hasCreatedAt() ? Timestamps.toMillis(piece.getCreatedAt()) : null;
      line = new Line(++lines, source, millis);
      unfinished.put(source, line);
      begun.add(line);
    }
    line.bytes.write(bytes, from, to - from);
  }

  /**
   * The lines begun, if none is unfinished; reading goes on at the offset after the last of them.
   */
  List<LogLine> release(long offset) {
    if (!unfinished.isEmpty()) {
      return List.of();
    }
    List<LogLine> ready = begun.stream().map(line -> line.at(offset)).toList();
    begun.clear();
    return ready;
  }

  /** The lines begun, at the end of the log. */
  List<LogLine> end(long offset) {
    unfinished.clear();
    return release(offset);
  }

  private static String source(LogMessage piece) {
    return switch (piece.getSourceCase()) {
      case FILE_PATH -> piece.getFilePath();
      case STANDARD_STREAM, SOURCE_NOT_SET -> piece.getStandardStream().name();
    };
  }
}
