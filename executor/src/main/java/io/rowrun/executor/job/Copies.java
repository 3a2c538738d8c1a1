package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the records of this package take over what they are given. */
final class Copies {
  private Copies() {}

  /** An unmodifiable copy in the given order; nulls are refused. */
  static Map<String, String> copyOf(Map<String, String> map) {
    Map<String, String> copy = new LinkedHashMap<>(Math.max(4, map.size() * 2));
    map.forEach((key, value) -> copy.put(requireNonNull(key), requireNonNull(value)));
    return Collections.unmodifiableMap(copy);
  }

  /** The instant as the store keeps it: whole milliseconds. */
  static Instant millis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }

  static @Nullable Instant millisOrNull(@Nullable Instant instant) {
    return instant == null ? null : millis(instant);
  }

  /** Null for null and for the empty string, which is how the wire says "not given". */
  static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
