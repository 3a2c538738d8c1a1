package io.rowrun.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.TimeZone;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {
  private static final LocalDateTime WALL = LocalDateTime.of(2026, 3, 29, 2, 30, 0, 123_000_000);

  private static Object timestamp(LocalDateTime wall) {
    return Reading.plain(wall.toInstant(ZoneOffset.UTC).toEpochMilli(), Types.TIMESTAMP);
  }

  @Test
  void aTimestampIsAWallClockInUtc() {
    Object plain = timestamp(WALL);
    assertThat(Reading.as(plain, LocalDateTime.class)).isEqualTo(WALL);
    assertThat(Reading.as(plain, LocalDate.class)).isEqualTo(WALL.toLocalDate());
    assertThat(Reading.as(plain, OffsetDateTime.class)).isEqualTo(WALL.atOffset(ZoneOffset.UTC));
    assertThat(Reading.as(plain, Instant.class)).isEqualTo(WALL.toInstant(ZoneOffset.UTC));
    assertThat(Reading.as(plain, String.class)).isEqualTo("2026-03-29 02:30:00.123");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"})
  void aSqlTimestampShowsThatWallClockInTheZoneOfTheCalendar(String zone) {
    Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone(zone));
    LocalDateTime wall = LocalDateTime.of(2026, 7, 1, 12, 0);
    Timestamp read = Times.sqlTimestamp(timestamp(wall), calendar);
    assertThat(read.toInstant().atZone(calendar.getTimeZone().toZoneId()).toLocalDateTime())
        .isEqualTo(wall);
    assertThat(Times.parameter(read, calendar)).isEqualTo(wall);
  }

  @Test
  void timesBefore1970AndWithoutFractionAreRead() {
    LocalDateTime wall = LocalDateTime.of(1969, 12, 31, 23, 59, 58);
    assertThat(Reading.as(timestamp(wall), String.class)).isEqualTo("1969-12-31 23:59:58");
    assertThat(Reading.plain(-1, Types.DATE)).isEqualTo(LocalDate.of(1969, 12, 31));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-29T02:30:00.123Z, 2026-03-29T02:30:00.123",
    "2026-03-29T04:30:00.123+02:00, 2026-03-29T02:30:00.123",
    "2026-03-29 02:30:00.123, 2026-03-29T02:30:00.123",
    "2026-03-29, 2026-03-29T00:00",
  })
  void textsAreReadAsTimes(String text, LocalDateTime expected) {
    assertThat(Reading.as(text, LocalDateTime.class)).isEqualTo(expected);
  }

  @Test
  void numbersAreReadAsEachOtherIfTheyFit() {
    assertThat(Reading.as(7L, Integer.class)).isEqualTo(7);
    assertThat(Reading.as("12.50", BigDecimal.class)).isEqualTo(new BigDecimal("12.50"));
    assertThat(Reading.as(0.5, BigDecimal.class)).isEqualTo(new BigDecimal("0.5"));
    assertThat(Reading.as(1, Boolean.class)).isTrue();
    assertThat(Reading.as("no", Boolean.class)).isFalse();
    assertThatThrownBy(() -> Reading.as(9_999_999_999L, Integer.class))
        .hasMessage("9999999999 is out of the range of INTEGER");
    assertThatThrownBy(() -> Reading.as(1e30, Long.class))
        .hasMessage("1.0E30 is out of the range of BIGINT");
    assertThatThrownBy(() -> Reading.as("x1", Long.class)).hasMessage("cannot read 'x1' as BIGINT");
  }

  @Test
  void bytesAndIdsAreRead() {
    Object plain = Reading.plain(new ByteString(new byte[] {1, (byte) 0xff}), Types.VARBINARY);
    assertThat(Reading.as(plain, byte[].class)).containsExactly(1, 0xff);
    assertThat(Reading.as(plain, String.class)).isEqualTo("\\x01ff");
    UUID id = UUID.randomUUID();
    assertThat(Reading.as(id.toString(), UUID.class)).isEqualTo(id);
  }

  @Test
  void aClassThatNothingIsReadAsIsNamed() {
    assertThatThrownBy(() -> Reading.as("x", Thread.class))
        .hasMessage("values cannot be read as Thread");
  }
}
