package io.rowrun.calcite.engine;

import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A statement that could not be parsed; the position is where. */
public final class SyntaxError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final SqlParserPos position;

  SyntaxError(SqlParseException cause) {
    super(cause.getMessage(), cause);
    this.position = cause.getPos() == null ? SqlParserPos.ZERO : cause.getPos();
  }

  /** Line and column, both from 1; zero if unknown. */
  public SqlParserPos position() {
    return position;
  }
}
