package io.rowrun.calcite.engine;

import io.rowrun.calcite.provider.RowrunSqlException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * Parameter values as plans want them: the internal form of the declared type, whatever setter gave
 * them.
 */
final class ParameterValues {
  private ParameterValues() {}

  static List<@Nullable Object> convert(
      List<? extends @Nullable Object> values, List<RelDataType> types) {
    if (values.size() < types.size()) {
      throw new RowrunSqlException(
          "07001", "parameter " + (values.size() + 1) + " of " + types.size() + " is not set");
    }
    List<@Nullable Object> converted = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      converted.add(convert(values.get(i), types.get(i), i + 1));
    }
    return converted;
  }

  private static @Nullable Object convert(@Nullable Object value, RelDataType type, int number) {
    if (value == null) {
      return null;
    }
    try {
      return switch (type.getSqlTypeName()) {
        case CHAR, VARCHAR -> text(value);
        case TINYINT -> exact(value).byteValueExact();
        case SMALLINT -> exact(value).shortValueExact();
        case INTEGER -> exact(value).intValueExact();
        case BIGINT -> exact(value).longValueExact();
        case DECIMAL -> decimal(value);
        case DOUBLE, FLOAT -> decimal(value).doubleValue();
        case REAL -> decimal(value).floatValue();
        case BOOLEAN -> bool(value);
        case TIMESTAMP -> millis(value);
        case DATE -> (int) Math.floorDiv(millis(value), 86_400_000L);
        case BINARY, VARBINARY -> bytes(value);
        default -> value;
      };
    } catch (ArithmeticException | NumberFormatException | DateTimeParseException e) {
      throw new RowrunSqlException(
          "22018",
          "parameter " + number + ": '" + value + "' is no " + type.getSqlTypeName().getName(),
          e);
    }
  }

  private static String text(Object value) {
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant().toString();
    }
    return value.toString();
  }

  private static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Boolean bool) {
      return bool ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    return new BigDecimal(value.toString().trim());
  }

  private static BigDecimal exact(Object value) {
    return decimal(value).setScale(0, RoundingMode.UNNECESSARY);
  }

  private static Boolean bool(Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    return switch (value.toString().trim().toLowerCase(java.util.Locale.ROOT)) {
      case "true", "t", "1", "yes", "on" -> true;
      case "false", "f", "0", "no", "off" -> false;
      default -> throw new NumberFormatException();
    };
  }

  private static long millis(Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toEpochMilli();
    }
    if (value instanceof ZonedDateTime time) {
      return time.toInstant().toEpochMilli();
    }
    if (value instanceof Instant instant) {
      return instant.toEpochMilli();
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    if (value instanceof java.sql.Date date) {
      return date.toLocalDate().atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp.toLocalDateTime().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    if (value instanceof java.util.Date date) {
      return date.getTime();
    }
    String text = value.toString().trim().replace(' ', 'T');
    if (text.length() == 10) {
      return millis(LocalDate.parse(text));
    }
    boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
    return zoned ? millis(OffsetDateTime.parse(text)) : millis(LocalDateTime.parse(text));
  }

  private static ByteString bytes(Object value) {
    if (value instanceof ByteString bytes) {
      return bytes;
    }
    if (value instanceof byte[] bytes) {
      return new ByteString(bytes);
    }
    throw new NumberFormatException();
  }
}
