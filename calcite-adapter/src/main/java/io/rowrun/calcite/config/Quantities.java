package io.rowrun.calcite.config;

import com.google.protobuf.Duration;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations with units. */
final class Quantities {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([KMGTP])I?B", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "KMGTP";
  private static final int GIB_AT = UNITS.indexOf('G');
  private static final Pattern DURATION =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,8})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1000, 1};

  private Quantities() {}

  /** Gibibytes, rounded up. Units are KB, MB, GB, TB and PB, each 1024 of the one before. */
  static long gibibytes(Yaml value) {
    Matcher size = SIZE.matcher(value.word());
    if (!size.matches()) {
      throw value.wrong("'" + value.text() + "' is no size such as 150Gb, in KB, MB, GB, TB or PB");
    }
    int unit = UNITS.indexOf(size.group(2).toUpperCase(Locale.ROOT));
    BigDecimal number = new BigDecimal(size.group(1));
    BigDecimal inGib =
        unit < GIB_AT
            ? number.divide(BigDecimal.valueOf(1L << (10 * (GIB_AT - unit))))
            : number.multiply(BigDecimal.valueOf(1L << (10 * (unit - GIB_AT))));
    BigDecimal gibibytes = inGib.setScale(0, RoundingMode.CEILING);
    if (gibibytes.signum() == 0 || gibibytes.toBigInteger().bitLength() > 32) {
      throw value.wrong("'" + value.text() + "' is no size that anything can have");
    }
    return gibibytes.longValueExact();
  }

  /** Days, hours, minutes, seconds and milliseconds in this order, as in 1d2h3m4s5ms. */
  static Duration duration(Yaml value) {
    Matcher parts = DURATION.matcher(value.word());
    if (!parts.matches()) {
      throw value.wrong("'" + value.text() + "' is no duration such as 15s, 1m30s or 1d2h3m4s5ms");
    }
    long millis = 0;
    for (int i = 0; i < MILLIS.length; i++) {
      String number = parts.group(i + 1);
      millis += number == null ? 0 : Long.parseLong(number) * MILLIS[i];
    }
    return Duration.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }
}
