package io.rowrun.server.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
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
