package io.rowrun.jdbc.value;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times. A TIMESTAMP is a wall clock, by agreement UTC's: java.time types with a zone are
 * converted, those of java.sql show the same wall clock in the zone of the JVM or the Calendar.
 */
public final class Times {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(java.util.Locale.ROOT);

  private Times() {}

  /** As PostgreSQL shows it: 2026-11-20 06:22:54.123. */
  static String show(LocalDateTime time) {
    return TIMESTAMP.format(time);
  }

  public static LocalDateTime dateTime(Object value) {
    if (value instanceof LocalDateTime time) {
      return time;
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    if (value instanceof LocalTime time) {
      return time.atDate(LocalDate.EPOCH);
    }
    if (value instanceof String text) {
      return parseDateTime(text.strip());
    }
    throw ConversionException.notA(value, "TIMESTAMP");
  }

  public static LocalDate date(Object value) {
    return value instanceof LocalDate date ? date : dateTime(value).toLocalDate();
  }

  public static LocalTime time(Object value) {
    if (value instanceof String text) {
      try {
        return LocalTime.parse(text.strip());
      } catch (DateTimeException e) {
        // perhaps a whole timestamp
      }
    }
    return value instanceof LocalTime time ? time : dateTime(value).toLocalTime();
  }

  public static Timestamp sqlTimestamp(Object value, @Nullable Calendar zone) {
    LocalDateTime time = dateTime(value);
    return zone == null
        ? Timestamp.valueOf(time)
        : Timestamp.from(time.atZone(zone.getTimeZone().toZoneId()).toInstant());
  }

  public static Date sqlDate(Object value, @Nullable Calendar zone) {
    LocalDate date = date(value);
    return zone == null ? Date.valueOf(date) : new Date(millis(date.atStartOfDay(), zone));
  }

  public static Time sqlTime(Object value, @Nullable Calendar zone) {
    LocalTime time = time(value);
    return zone == null
        ? new Time(Timestamp.valueOf(time.atDate(LocalDate.EPOCH)).getTime())
        : new Time(millis(time.atDate(LocalDate.EPOCH), zone));
  }

  /**
   * A value given for a parameter, in the form that the engine takes: LocalDateTime, LocalDate and
   * LocalTime instead of all others; what is no date or time is returned as it is.
   */
  public static Object parameter(Object value, @Nullable Calendar zone) {
    if (value instanceof Timestamp time) {
      return zone == null ? time.toLocalDateTime() : wallClock(time.toInstant(), zone);
    }
    if (value instanceof Date date) {
      return zone == null ? date.toLocalDate() : wallClock(date.getTime(), zone).toLocalDate();
    }
    if (value instanceof Time time) {
      return wallClock(time.getTime(), zone == null ? Calendar.getInstance() : zone).toLocalTime();
    }
    if (value instanceof java.util.Date date) {
      return new Timestamp(date.getTime()).toLocalDateTime();
    }
    if (value instanceof Calendar calendar) {
      return wallClock(calendar.toInstant(), calendar);
    }
    if (value instanceof Instant instant) {
      return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
    if (value instanceof OffsetDateTime time) {
      return LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC);
    }
    if (value instanceof ZonedDateTime time) {
      return LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC);
    }
    if (value instanceof OffsetTime time) {
      return time.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime();
    }
    return value;
  }

  private static long millis(LocalDateTime time, Calendar zone) {
    return time.atZone(zone.getTimeZone().toZoneId()).toInstant().toEpochMilli();
  }

  private static LocalDateTime wallClock(long epochMillis, Calendar zone) {
    return wallClock(Instant.ofEpochMilli(epochMillis), zone);
  }

  private static LocalDateTime wallClock(Instant instant, Calendar zone) {
    return LocalDateTime.ofInstant(instant, zone.getTimeZone().toZoneId());
  }

  private static LocalDateTime parseDateTime(String text) {
    try {
      if (text.endsWith("Z") || text.indexOf('+') > 0) {
        return LocalDateTime.ofInstant(
            OffsetDateTime.parse(text.replace(' ', 'T')).toInstant(), ZoneOffset.UTC);
      }
      return text.length() <= 10
          ? LocalDate.parse(text).atStartOfDay()
          : LocalDateTime.parse(text.replace(' ', 'T'));
    } catch (DateTimeException e) {
      throw new ConversionException("22007", "cannot read '" + text + "' as a date or time");
    }
  }
}
