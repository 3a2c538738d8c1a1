package io.rowrun.executor.job;

/**
 * Something the executor could not do, with a code for programs and one line for people. The
 * message goes to clients: it names the deed, the thing and the value, and holds no secrets.
 */
public final class ExecutorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public ExecutorException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ExecutorException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Why it could not be done. */
  public ErrorCode code() {
    return code;
  }
}
