package io.rowrun.calcite.provider;

import org.jspecify.annotations.Nullable;

/** An error for the user of a statement: one line, with its SQLState. */
public final class RowrunSqlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String sqlState;

  public RowrunSqlException(String sqlState, String message) {
    this(sqlState, message, null);
  }

  public RowrunSqlException(String sqlState, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  /** Five characters, as SQL names its errors. */
  public String sqlState() {
    return sqlState;
  }
}
