package io.rowrun.jdbc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.time.DateTimeException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.jspecify.annotations.Nullable;

/** Makes the SQLException, with its SQLState and one line of text, of whatever went wrong. */
final class SqlErrors {
  /** The response header that names a request in the server's log. */
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:[a-z_][a-z0-9_]*\\.){2,}[A-Z][A-Za-z0-9_$]*(?::\\s*)?");
  private static final Pattern POSITION =
      Pattern.compile("^From line (\\d+), column (\\d+) to line \\d+, column \\d+: ");
  private static final Pattern CONNECT_FAILED = Pattern.compile("^finishConnect.* failed[^:]*: ");
  private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");
  private static final int LONGEST = 2000;

  /** What Calcite says of wrong data in exceptions of no type of their own. */
  private static final Map<Pattern, String> WRONG_DATA =
      Map.of(
          Pattern.compile("^Invalid (DATE|TIME|TIMESTAMP)\\b|field is out of range"),
          "22007",
          Pattern.compile("Invalid escape"),
          "22019",
          Pattern.compile("^No results for path"),
          "22035");

  private SqlErrors() {}

  /** The exception to throw out of a java.sql method. */
  static SQLException of(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof SQLException e) {
      return e;
    }
    if (cause instanceof RowrunSqlException e) {
      return "57014".equals(e.sqlState())
          ? new SQLTimeoutException(oneLine(e.getMessage()), e.sqlState(), e)
          : make(e.sqlState(), e.getMessage(), e);
    }
    if (cause instanceof StatusRuntimeException e) {
      return status(e.getStatus(), e.getTrailers(), e);
    }
    if (cause instanceof StatusException e) {
      return status(e.getStatus(), e.getTrailers(), e);
    }
    if (cause instanceof ExecutorException e) {
      return make(state(Status.fromCodeValue(e.code().number()).getCode()), e.getMessage(), e);
    }
    if (cause instanceof SqlParseException e) {
      return syntax(e);
    }
    if (cause instanceof CalciteContextException e) {
      return invalid(e);
    }
    return other(cause);
  }

  /** The statement was ended by {@code cancel}. */
  static SQLException cancelled(@Nullable Throwable cause) {
    return make("57014", "the statement was cancelled", cause);
  }

  /** The statement was ended by its timeout. */
  static SQLException timedOut(int seconds, @Nullable Throwable cause) {
    return new SQLTimeoutException(
        "the statement was ended by its timeout of " + seconds + " s", "57014", cause);
  }

  static SQLException closed(String thing) {
    return make("55000", "the " + thing + " is closed", null);
  }

  static SQLException connectionClosed() {
    return make("08003", "the connection is closed", null);
  }

  static SQLException unsupported(String what) {
    return make("0A000", what + " is not supported", null);
  }

  static SQLException unsupported(String what, String instead) {
    return make("0A000", what + " is not supported; " + instead, null);
  }

  static SQLException data(String state, String message) {
    return make(state, message, null);
  }

  /** The SQLException subclass that goes with the state. */
  static SQLException make(String state, @Nullable String text, @Nullable Throwable cause) {
    String message = oneLine(text);
    return switch (state.substring(0, 2)) {
      case "08" -> new SQLNonTransientConnectionException(message, state, cause);
      case "0A" -> new SQLFeatureNotSupportedException(message, state, cause);
      case "22" -> new SQLDataException(message, state, cause);
      case "23" -> new SQLIntegrityConstraintViolationException(message, state, cause);
      case "28" -> new SQLInvalidAuthorizationSpecException(message, state, cause);
      case "42" -> new SQLSyntaxErrorException(message, state, cause);
      case "53" -> new SQLTransientException(message, state, cause);
      default -> new SQLException(message, state, cause);
    };
  }

  private static Throwable unwrap(Throwable thrown) {
    Throwable inner = thrown;
    while (inner.getCause() != null
        && (inner instanceof CompletionException
            || inner instanceof ExecutionException
            || inner instanceof ExceptionInInitializerError
            || isPlainWrapper(inner))) {
      inner = inner.getCause();
    }
    return inner;
  }

  /**
   * Something of ours, of gRPC's or of Calcite's that code between has put in a RuntimeException.
   */
  private static boolean isPlainWrapper(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown.getClass() == RuntimeException.class
        || (thrown.getClass() == SQLException.class
            && ((SQLException) thrown).getSQLState() == null)
        || (thrown instanceof RuntimeException
            && !(thrown instanceof RowrunSqlException)
            && !(thrown instanceof StatusRuntimeException)
            && (cause instanceof RowrunSqlException
                || cause instanceof StatusRuntimeException
                || cause instanceof SqlParseException
                || cause instanceof CalciteContextException));
  }

  private static SQLException status(Status status, @Nullable Metadata trailers, Throwable cause) {
    String message = status.getDescription();
    Status.Code code = status.getCode();
    if (code == Status.Code.UNAVAILABLE && status.getCause() != null) {
      message = "cannot reach the server: " + rootMessage(status.getCause());
    } else if (message == null || message.isBlank()) {
      message = "the call ended with " + code;
    }
    String requestId = trailers == null ? null : trailers.get(REQUEST_ID);
    if (requestId != null && !message.contains(requestId)) {
      message += " (request " + requestId + ")";
    }
    return code == Status.Code.DEADLINE_EXCEEDED
        ? new SQLTimeoutException(oneLine(message), state(code), cause)
        : make(state(code), message, cause);
  }

  private static String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = cause.getMessage() != null ? cause.getMessage() : root.getMessage();
    return CONNECT_FAILED.matcher(String.valueOf(message)).replaceFirst("");
  }

  private static String state(Status.Code code) {
    return switch (code) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> "22023";
      case NOT_FOUND -> "42704";
      case ALREADY_EXISTS -> "23505";
      case FAILED_PRECONDITION -> "55000";
      case ABORTED -> "40001";
      case UNAUTHENTICATED -> "28000";
      case PERMISSION_DENIED -> "42501";
      case UNIMPLEMENTED -> "0A000";
      case CANCELLED, DEADLINE_EXCEEDED -> "57014";
      case RESOURCE_EXHAUSTED -> "53000";
      case UNAVAILABLE -> "08006";
      case DATA_LOSS -> "XX001";
      case INTERNAL, UNKNOWN, OK -> "XX000";
    };
  }

  private static SQLException syntax(SqlParseException e) {
    String message = String.valueOf(e.getMessage());
    int listing = message.indexOf("Was expecting");
    String text = (listing < 0 ? message : message.substring(0, listing)).strip();
    return make("42601", "syntax error: " + lowerFirst(text), e);
  }

  private static SQLException invalid(CalciteContextException e) {
    Throwable cause = e.getCause();
    String text = cause == null ? e.getMessage() : cause.getMessage();
    String message = text == null ? "the statement is not valid" : text;
    Matcher position = POSITION.matcher(String.valueOf(e.getMessage()));
    String at =
        position.find()
            ? " (line " + position.group(1) + ", column " + position.group(2) + ")"
            : e.getPosLine() > 0
                ? " (line " + e.getPosLine() + ", column " + e.getPosColumn() + ")"
                : "";
    return make(invalidState(message), message + at, e);
  }

  private static String invalidState(String message) {
    if (message.startsWith("Column ") || message.contains("Unknown target column")) {
      return message.contains("ambiguous") ? "42702" : "42703";
    }
    if (message.startsWith("Object ") || message.startsWith("Table ")) {
      return "42P01";
    }
    if (message.startsWith("No match found for function")) {
      return "42883";
    }
    return "42000";
  }

  private static SQLException other(Throwable cause) {
    if (cause instanceof RelOptPlanner.CannotPlanException) {
      return make("0A000", "this combination of operations cannot be planned", cause);
    }
    if (cause instanceof ArithmeticException) {
      String text = String.valueOf(cause.getMessage());
      boolean division = text.contains("zero");
      return make(division ? "22012" : "22003", division ? "division by zero" : text, cause);
    }
    if (cause instanceof NumberFormatException) {
      String text = String.valueOf(cause.getMessage()).replace("For input string: ", "");
      return make("22018", "cannot read " + text + " as a number", cause);
    }
    if (cause instanceof DateTimeException) {
      return make("22007", cause.getMessage(), cause);
    }
    if (cause instanceof CalciteException) {
      return make("22000", cause.getMessage(), cause);
    }
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return make("57014", "the thread was interrupted", cause);
    }
    if (cause instanceof UncheckedIOException || cause instanceof IOException) {
      return make("58030", cause.getMessage(), cause);
    }
    if (cause instanceof StackOverflowError) {
      return make("54001", "the statement is too deeply nested", cause);
    }
    if (cause instanceof OutOfMemoryError) {
      return make("53200", "out of memory", cause);
    }
    return untyped(cause);
  }

  private static SQLException untyped(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.startsWith("Unable to implement")) {
      return make("0A000", "this combination of operations cannot be planned", cause);
    }
    if (message.startsWith("more than one value in agg SINGLE_VALUE")) {
      return make("21000", "a sub-query in place of a value gave more than one row", cause);
    }
    return WRONG_DATA.entrySet().stream()
        .filter(known -> known.getKey().matcher(message).find())
        .findFirst()
        .map(known -> make(known.getValue(), lowerFirst(message), cause))
        .orElseGet(() -> make("XX000", "internal error: " + message, cause));
  }

  private static String lowerFirst(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private static String oneLine(@Nullable String text) {
    String line = LINE_END.matcher(String.valueOf(text).strip()).replaceAll(" ");
    String plain = CLASS_NAME.matcher(line).replaceAll("");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }
}
