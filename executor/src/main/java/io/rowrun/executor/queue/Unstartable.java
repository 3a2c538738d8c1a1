package io.rowrun.executor.queue;

import io.rowrun.executor.job.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The program of an execution cannot be started, and was not. */
final class Unstartable extends Exception {
  private static final long serialVersionUID = 1L;

  final ErrorCode code;
  final String why;

  Unstartable(ErrorCode code, String why, @Nullable Throwable cause) {
    super(why, cause);
    this.code = code;
    this.why = why;
  }
}
