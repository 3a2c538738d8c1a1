package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the columns of the current row from left to right: each call takes the next one. Mappers
 * keep their list of columns in the order of the record they make.
 */
final class Row {
  private final ResultSet row;
  private final SecretBox secrets;
  private int column;

  Row(ResultSet row, SecretBox secrets) {
    this.row = row;
    this.secrets = secrets;
  }

  /** Makes a value of a row. */
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  /** What opens the sealed texts of the row. */
  SecretBox secrets() {
    return secrets;
  }

  void rewind() {
    column = 0;
  }

  String text() throws SQLException {
    return row.getString(++column);
  }

  @Nullable String textOrNull() throws SQLException {
    return row.getString(++column);
  }

  int integer() throws SQLException {
    return row.getInt(++column);
  }

  @Nullable Integer integerOrNull() throws SQLException {
    int value = row.getInt(++column);
    return row.wasNull() ? null : value;
  }

  long longInteger() throws SQLException {
    return row.getLong(++column);
  }

  @Nullable Long longIntegerOrNull() throws SQLException {
    long value = row.getLong(++column);
    return row.wasNull() ? null : value;
  }

  @Nullable Double realOrNull() throws SQLException {
    double value = row.getDouble(++column);
    return row.wasNull() ? null : value;
  }

  boolean bool() throws SQLException {
    return row.getBoolean(++column);
  }

  Instant instant() throws SQLException {
    return Instant.ofEpochMilli(longInteger());
  }

  @Nullable Instant instantOrNull() throws SQLException {
    Long millis = longIntegerOrNull();
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  JobStatus status() throws SQLException {
    return JobStatus.valueOf(text());
  }

  @Nullable JobStatus statusOrNull() throws SQLException {
    String name = textOrNull();
    return name == null ? null : JobStatus.valueOf(name);
  }

  @Nullable ErrorCode errorCodeOrNull() throws SQLException {
    String name = textOrNull();
    return name == null ? null : ErrorCode.valueOf(name);
  }
}
