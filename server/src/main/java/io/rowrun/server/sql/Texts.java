package io.rowrun.server.sql;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
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
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  /** For people: one line, without anything that would move a terminal's cursor. */
  static String readable(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof LocalDateTime time ? READABLE.format(time) : visible(iso(value));
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
