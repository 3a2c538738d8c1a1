package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What the errors of a database mean to the executor. */
final class StoreErrors {
  private static final int SQLITE_PRIMARY_CODE = 0xff;
  private static final Set<String> POSTGRESQL_CONFLICTS = Set.of("40001", "40P01");

  private StoreErrors() {}

  /** Whether another transaction was in the way and the same work may succeed now. */
  static boolean isConflict(SQLException e) {
    return POSTGRESQL_CONFLICTS.contains(Objects.requireNonNullElse(e.getSQLState(), ""));
  }

  /** The error as the executor's, or an IllegalStateException if the statement itself was wrong. */
  static RuntimeException of(String deed, SQLException e) {
    String message = deed + ": " + firstLine(e);
    ErrorCode code = e instanceof SQLiteException sqlite ? sqliteCode(sqlite) : stateCode(e);
    return code == ErrorCode.INTERNAL
        ? new IllegalStateException(message, e)
        : new ExecutorException(code, message, e);
  }

  private static ErrorCode sqliteCode(SQLiteException e) {
    int primary = e.getResultCode().code & SQLITE_PRIMARY_CODE;
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return ErrorCode.DATA_LOSS;
    }
    if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
      return ErrorCode.RESOURCE_EXHAUSTED;
    }
    if (primary == SQLiteErrorCode.SQLITE_READONLY.code
        || primary == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || primary == SQLiteErrorCode.SQLITE_PERM.code) {
      return ErrorCode.FAILED_PRECONDITION;
    }
    return primary == SQLiteErrorCode.SQLITE_BUSY.code
            || primary == SQLiteErrorCode.SQLITE_IOERR.code
            || primary == SQLiteErrorCode.SQLITE_NOMEM.code
        ? ErrorCode.UNAVAILABLE
        : ErrorCode.INTERNAL;
  }

  private static ErrorCode stateCode(SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    if (e instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("57P")
        || POSTGRESQL_CONFLICTS.contains(state)) {
      return ErrorCode.UNAVAILABLE;
    }
    if (state.startsWith("28") || state.startsWith("3D") || state.equals("42501")) {
      return ErrorCode.FAILED_PRECONDITION;
    }
    if (state.startsWith("53")) {
      return ErrorCode.RESOURCE_EXHAUSTED;
    }
    return state.startsWith("XX") ? ErrorCode.DATA_LOSS : ErrorCode.INTERNAL;
  }

  private static String firstLine(SQLException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), "no reason given");
    return message.lines().findFirst().orElse(message);
  }
}
