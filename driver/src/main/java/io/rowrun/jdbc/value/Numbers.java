package io.rowrun.jdbc.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads values as numbers and truth values; what does not fit is an error, never cut. */
public final class Numbers {
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);

  private Numbers() {}

  /** A whole number of the range; NULL is 0, a fraction is dropped. */
  public static long whole(@Nullable Object value, long min, long max, String type) {
    if (value == null) {
      return 0;
    }
    long number =
        value instanceof Long || value instanceof Integer
            ? ((Number) value).longValue()
            : truncated(value, type);
    if (number < min || number > max) {
      throw ConversionException.outOfRange(value, type);
    }
    return number;
  }

  /** NULL is 0. */
  public static double floating(@Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      try {
        return Double.parseDouble(text.strip());
      } catch (NumberFormatException e) {
        throw ConversionException.notA(value, "DOUBLE");
      }
    }
    return decimal(value).doubleValue();
  }

  public static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal number) {
      return number;
    }
    if (value instanceof BigInteger number) {
      return new BigDecimal(number);
    }
    if (value instanceof Double || value instanceof Float) {
      return ofDouble(((Number) value).doubleValue());
    }
    if (value instanceof Number number) {
      return BigDecimal.valueOf(number.longValue());
    }
    if (value instanceof Boolean truth) {
      return truth ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof String text) {
      try {
        return new BigDecimal(text.strip());
      } catch (NumberFormatException e) {
        throw ConversionException.notA(value, "DECIMAL");
      }
    }
    throw ConversionException.notA(value, "DECIMAL");
  }

  /** NULL is false; numbers are true unless 0; texts as PostgreSQL takes them. */
  public static boolean truth(@Nullable Object value) {
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Number) {
      return decimal(value).signum() != 0;
    }
    return switch (value.toString().strip().toLowerCase(java.util.Locale.ROOT)) {
      case "true", "t", "yes", "y", "on", "1" -> true;
      case "false", "f", "no", "n", "off", "0" -> false;
      default -> throw ConversionException.notA(value, "BOOLEAN");
    };
  }

  private static BigDecimal ofDouble(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw ConversionException.outOfRange(number, "DECIMAL");
    }
    return BigDecimal.valueOf(number);
  }

  private static long truncated(Object value, String type) {
    BigDecimal number;
    try {
      number = decimal(value);
    } catch (ConversionException e) {
      throw value instanceof Double || value instanceof Float
          ? ConversionException.outOfRange(value, type)
          : ConversionException.notA(value, type);
    }
    if (number.compareTo(LONG_MIN) < 0 || number.compareTo(LONG_MAX) > 0) {
      throw ConversionException.outOfRange(value, type);
    }
    return number.longValue();
  }
}
