package io.rowrun.executor.service;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobStatus;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Reads the filter of List. Its one form is {@code status IN (A, B)}; a status may stand in single
 * or double quotes, {@code status} and {@code IN} may have any case. One thread at a time.
 */
final class StatusFilter {
  private final String text;
  private int position;

  private StatusFilter(String text) {
    this.text = text;
  }

  /**
   * The statuses that the filter lets through; none of them named means all.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming what is wrong and where, counted from 1
   */
  static Set<JobStatus> parse(String filter) {
    return filter.isBlank() ? Set.of() : new StatusFilter(filter).statuses();
  }

  private Set<JobStatus> statuses() {
    expectWord("status");
    expectWord("IN");
    expect('(');
    Set<JobStatus> statuses = EnumSet.noneOf(JobStatus.class);
    do {
      statuses.add(status());
    } while (accept(','));
    expect(')');
    skipBlanks();
    if (position < text.length()) {
      throw wrong(position, "expected the end");
    }
    return Collections.unmodifiableSet(statuses);
  }

  private void expectWord(String expected) {
    skipBlanks();
    int start = position;
    if (!word().equalsIgnoreCase(expected)) {
      throw wrong(start, "expected " + expected);
    }
  }

  private void expect(char expected) {
    if (!accept(expected)) {
      throw wrong(position, "expected " + expected);
    }
  }

  private boolean accept(char wanted) {
    skipBlanks();
    if (position < text.length() && text.charAt(position) == wanted) {
      position++;
      return true;
    }
    return false;
  }

  private JobStatus status() {
    skipBlanks();
    int start = position;
    if (accept('\'')) {
      return quoted(start, '\'');
    }
    if (accept('"')) {
      return quoted(start, '"');
    }
    return status(start, word());
  }

  private JobStatus quoted(int start, char quote) {
    JobStatus status = status(start, word());
    if (position >= text.length() || text.charAt(position) != quote) {
      throw wrong(position, "expected " + quote);
    }
    position++;
    return status;
  }

  private JobStatus status(int start, String name) {
    return Arrays.stream(JobStatus.values())
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow(() -> wrong(start, "expected one of " + Arrays.toString(JobStatus.values())));
  }

  private String word() {
    int start = position;
    while (position < text.length() && isWordPart(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  private void skipBlanks() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private static boolean isWordPart(char c) {
    return c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }

  private ExecutorException wrong(int at, String expected) {
    String found = at >= text.length() ? "the end" : "'" + foundAt(at) + "'";
    return new ExecutorException(
        ErrorCode.INVALID_ARGUMENT,
        "filter, position "
            + (at + 1)
            + ": "
            + expected
            + ", found "
            + found
            + "; the one form is status IN (EXECUTING, ERROR)");
  }

  private String foundAt(int at) {
    int end = at;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    return text.substring(at, Math.max(end, at + 1));
  }
}
