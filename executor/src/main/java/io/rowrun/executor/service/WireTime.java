package io.rowrun.executor.service;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.time.Duration;
import java.time.Instant;

/** Times and durations, wire ↔ domain. */
final class WireTime {
  private WireTime() {}

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /**
   * Reads the duration in a field of a request.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the field if it is malformed or negative
   */
  static Duration duration(String field, com.google.protobuf.Duration wire) {
    if (!Durations.isValid(wire) || Durations.isNegative(wire)) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          field
              + " must be a duration of 0 or more: "
              + wire.getSeconds()
              + " s "
              + wire.getNanos()
              + " ns");
    }
    return Duration.ofSeconds(wire.getSeconds(), wire.getNanos());
  }
}
