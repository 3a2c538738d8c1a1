package io.rowrun.calcite.engine;

/** What a statement does. */
public enum StatementKind {
  QUERY,
  INSERT,
  UPDATE,
  DELETE,
  EXPLAIN,
  OTHER;

  /** Whether the statement writes. */
  public boolean isDml() {
    return this == INSERT || this == UPDATE || this == DELETE;
  }
}
