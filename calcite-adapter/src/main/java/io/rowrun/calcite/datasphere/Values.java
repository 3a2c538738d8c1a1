package io.rowrun.calcite.datasphere;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import org.jspecify.annotations.Nullable;

/** Values of wire messages as values of columns: what is unset is NULL. */
final class Values {
  private Values() {}

  static @Nullable String text(String value) {
    return value.isEmpty() ? null : value;
  }

  /** Milliseconds since the epoch. */
  static @Nullable Long millis(boolean isSet, Timestamp time) {
    return isSet ? Timestamps.toMillis(time) : null;
  }

  /** Seconds between two times, none of them before 1970. */
  static double seconds(long fromMillis, long toMillis) {
    return Math.max(0, toMillis - fromMillis) / 1000.0;
  }
}
