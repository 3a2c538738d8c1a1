package io.rowrun.calcite.provider;

/** The types that columns may have. */
public enum ColumnType {
  /** Text of any length; also JSON text. */
  TEXT,
  /** 64-bit integer; sizes are bytes. */
  LONG,
  /** 32-bit integer. */
  INT,
  /** 64-bit floating point; durations are seconds. */
  DOUBLE,
  BOOLEAN,
  /** Wall clock in UTC with milliseconds. */
  TIMESTAMP,
  /** Bytes of any length. */
  BYTES
}
