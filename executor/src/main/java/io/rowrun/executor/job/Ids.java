package io.rowrun.executor.job;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Makes ids: a letter and 19 of {@code [0-9a-z]}, 9 of them the time, so that ids made later by one
 * process sort later. Thread-safe.
 */
public final class Ids {
  private static final int RADIX = 36;
  private static final int TIME_DIGITS = 9;
  private static final int RANDOM_DIGITS = 10;
  private static final int DATASET_DIGITS = 19;
  private static final long FIRST_BOUND = 1L << 50; // 36^10 is more than three times as much
  private static final long STEP_BOUND = 1L << 32;
  private static final Ids SHARED = new Ids();

  private final SecureRandom random = new SecureRandom();
  private long lastMillis = -1;
  private long lastRandom;

  private Ids() {}

  /** An id for a job made at that time. */
  public static String job(Instant at) {
    return "j" + SHARED.next(at.toEpochMilli());
  }

  /** An id for an operation, and so for an execution, made at that time. */
  public static String operation(Instant at) {
    return "o" + SHARED.next(at.toEpochMilli());
  }

  /**
   * The id of the dataset that a job makes of its output dataset of that number, from 0: always the
   * same, so that a repeated end of the job makes no second one. 20 of {@code [0-9a-z]}.
   */
  public static String dataset(String jobId, int index) {
    byte[] hash = sha256((jobId + "/" + index).getBytes(StandardCharsets.UTF_8));
    String digits = new BigInteger(1, hash).toString(RADIX);
    return "d" + ("0".repeat(DATASET_DIGITS) + digits).substring(digits.length());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private synchronized String next(long millis) {
    if (millis == lastMillis) {
      lastRandom += 1 + random.nextLong(STEP_BOUND);
    } else {
      lastMillis = millis;
      lastRandom = random.nextLong(FIRST_BOUND);
    }
    return digits(millis, TIME_DIGITS) + digits(lastRandom, RANDOM_DIGITS);
  }

  private static String digits(long number, int width) {
    String digits = Long.toString(number, RADIX);
    return "0".repeat(width - digits.length()) + digits;
  }
}
