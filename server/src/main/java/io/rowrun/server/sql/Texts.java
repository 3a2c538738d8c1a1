package io.rowrun.server.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values as texts. */
final class Texts {
  private static final DateTimeFormatter ISO = timestamp("uuuu-MM-dd'T'HH:mm:ss");
  private static final DateTimeFormatter READABLE = timestamp("uuuu-MM-dd HH:mm:ss");

  private Texts() {}

  /** For programs. */
  static String iso(Object value) {
    if (value instanceof LocalDateTime time) {
      return ISO.format(time);
    }
    if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  /** For people: one line, without anything that would move a terminal's cursor. */
  static String readable(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof byte[] bytes) {
      return visible(utf8(bytes).orElseGet(() -> iso(bytes)));
    }
    return value instanceof LocalDateTime time ? READABLE.format(time) : visible(iso(value));
  }

  /**
   * For people, as the lines that it has, at least one. What tabs part stands in columns; the last
   * line end is not shown.
   */
  static List<String> lines(@Nullable Object value) {
    String text = value instanceof byte[] bytes ? utf8(bytes).orElse("") : String.valueOf(value);
    if (value == null || value instanceof LocalDateTime || !text.contains("\n")) {
      return List.of(readable(value));
    }
    List<String[]> lines = text.lines().map(line -> line.split("\t", -1)).toList();
    List<Integer> widths = new ArrayList<>();
    for (String[] cells : lines) {
      for (int i = 0; i < cells.length - 1; i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), visible(cells[i]).length()));
      }
    }
    return lines.stream().map(cells -> inColumns(cells, widths)).toList();
  }

  private static String inColumns(String[] cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String cell = visible(cells[i]);
      line.append(cell);
      if (i < cells.length - 1) {
        line.append(" ".repeat(widths.get(i) - cell.length() + 2));
      }
    }
    return line.toString();
  }

  /** The text that the bytes are, if they are one. */
  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())
          .filter(text -> text.indexOf('\0') < 0);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String visible(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> visible.append("\\n");
        case '\r' -> visible.append("\\r");
        case '\t' -> visible.append("\\t");
        default -> {
          if (Character.isISOControl(c)) {
            visible.append(String.format("\\x%02x", (int) c));
          } else {
            visible.append(c);
          }
        }
      }
    }
    return visible.toString();
  }

  private static DateTimeFormatter timestamp(String pattern) {
    return new DateTimeFormatterBuilder()
        .appendPattern(pattern)
        .appendFraction(ChronoField.NANO_OF_SECOND, 3, 9, true)
        .toFormatter(Locale.ROOT);
  }
}
