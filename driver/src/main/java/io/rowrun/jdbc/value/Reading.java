package io.rowrun.jdbc.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Reads a value of a result as the Java type that somebody asks for. */
public final class Reading {
  private static final Map<Class<?>, Function<Object, Object>> TYPES =
      Map.ofEntries(
          Map.entry(String.class, Reading::text),
          Map.entry(Boolean.class, Numbers::truth),
          Map.entry(Byte.class, v -> (byte) Numbers.whole(v, -128, 127, "TINYINT")),
          Map.entry(
              Short.class,
              v -> (short) Numbers.whole(v, Short.MIN_VALUE, Short.MAX_VALUE, "SMALLINT")),
          Map.entry(Integer.class, v -> (int) integer(v)),
          Map.entry(Long.class, v -> Numbers.whole(v, Long.MIN_VALUE, Long.MAX_VALUE, "BIGINT")),
          Map.entry(Float.class, v -> (float) Numbers.floating(v)),
          Map.entry(Double.class, Numbers::floating),
          Map.entry(BigDecimal.class, Numbers::decimal),
          Map.entry(Number.class, v -> v instanceof Number ? v : Numbers.decimal(v)),
          Map.entry(BigInteger.class, v -> Numbers.decimal(v).toBigInteger()),
          Map.entry(LocalDateTime.class, Times::dateTime),
          Map.entry(LocalDate.class, Times::date),
          Map.entry(LocalTime.class, Times::time),
          Map.entry(Instant.class, v -> Times.dateTime(v).toInstant(ZoneOffset.UTC)),
          Map.entry(OffsetDateTime.class, v -> Times.dateTime(v).atOffset(ZoneOffset.UTC)),
          Map.entry(ZonedDateTime.class, v -> Times.dateTime(v).atZone(ZoneOffset.UTC)),
          Map.entry(Timestamp.class, v -> Times.sqlTimestamp(v, null)),
          Map.entry(java.util.Date.class, v -> Times.sqlTimestamp(v, null)),
          Map.entry(Date.class, v -> Times.sqlDate(v, null)),
          Map.entry(Time.class, v -> Times.sqlTime(v, null)),
          Map.entry(UUID.class, Reading::uuid),
          Map.entry(byte[].class, Reading::bytes),
          Map.entry(Object.class, Reading::standard));

  private Reading() {}

  /** A value of the engine's internal form with times and bytes as Java's own types. */
  public static @Nullable Object plain(@Nullable Object internal, int sqlType) {
    if (internal instanceof ByteString bytes) {
      return bytes.getBytes();
    }
    if (!(internal instanceof Number number)) {
      return internal;
    }
    return switch (sqlType) {
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> ofMillis(number.longValue());
      case Types.DATE -> LocalDate.ofEpochDay(number.longValue());
      case Types.TIME -> LocalTime.ofNanoOfDay(number.longValue() * 1_000_000);
      default -> internal;
    };
  }

  /** A plain value as {@code getObject} without a class gives it. */
  public static Object standard(Object plain) {
    if (plain instanceof LocalDateTime) {
      return Times.sqlTimestamp(plain, null);
    }
    if (plain instanceof LocalDate) {
      return Times.sqlDate(plain, null);
    }
    return plain instanceof LocalTime ? Times.sqlTime(plain, null) : plain;
  }

  /** A plain value as that class. */
  public static <T> T as(Object plain, Class<T> type) {
    Function<Object, Object> reader = TYPES.get(type);
    if (reader != null) {
      return type.cast(reader.apply(plain));
    }
    if (type.isInstance(plain)) {
      return type.cast(plain);
    }
    throw new ConversionException("0A000", "values cannot be read as " + type.getSimpleName());
  }

  public static String text(Object plain) {
    if (plain instanceof LocalDateTime time) {
      return Times.show(time);
    }
    if (plain instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return plain instanceof byte[] bytes
        ? "\\x" + HexFormat.of().formatHex(bytes)
        : plain.toString();
  }

  public static byte[] bytes(Object plain) {
    if (plain instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (plain instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    throw ConversionException.notA(plain, "VARBINARY");
  }

  private static long integer(Object plain) {
    return Numbers.whole(plain, Integer.MIN_VALUE, Integer.MAX_VALUE, "INTEGER");
  }

  private static UUID uuid(Object plain) {
    try {
      return UUID.fromString(plain.toString());
    } catch (IllegalArgumentException e) {
      throw ConversionException.notA(plain, "UUID");
    }
  }

  private static LocalDateTime ofMillis(long millis) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(millis, 1000L),
        (int) Math.floorMod(millis, 1000L) * 1_000_000,
        ZoneOffset.UTC);
  }
}
