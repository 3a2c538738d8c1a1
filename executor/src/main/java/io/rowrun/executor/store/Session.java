package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The statements of one transaction. Values only ever travel as parameters. One thread. */
final class Session {
  private final Connection connection;
  private final Dialect dialect;
  private final SecretBox secrets;

  Session(Connection connection, Dialect dialect, SecretBox secrets) {
    this.connection = connection;
    this.dialect = dialect;
    this.secrets = secrets;
  }

  Dialect dialect() {
    return dialect;
  }

  SecretBox secrets() {
    return secrets;
  }

  <T> List<T> list(String sql, Row.Mapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> list = new ArrayList<>();
      Row row = new Row(rows, secrets);
      while (rows.next()) {
        row.rewind();
        list.add(mapper.map(row));
      }
      return list;
    }
  }

  <T> Optional<T> first(String sql, Row.Mapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(mapper.map(new Row(rows, secrets))) : Optional.empty();
    }
  }

  /** How many rows the statement changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  /** {@code ?, ?, …}: a place for each of so many values. */
  static String places(int count) {
    StringJoiner places = new StringJoiner(", ");
    for (int i = 0; i < count; i++) {
      places.add("?");
    }
    return places.toString();
  }

  /** {@code INSERT INTO table (columns) VALUES (?, …)}. */
  static String insert(String table, Collection<String> columns) {
    return "INSERT INTO "
        + table
        + " ("
        + String.join(", ", columns)
        + ") VALUES ("
        + places(columns.size())
        + ")";
  }

  private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        bind(statement, i + 1, values[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void bind(PreparedStatement statement, int place, @Nullable Object value)
      throws SQLException {
    if (value instanceof String text) {
      statement.setString(place, storable(text));
    } else if (value instanceof Instant instant) {
      statement.setLong(place, instant.toEpochMilli());
    } else if (value instanceof Duration duration) {
      statement.setLong(place, duration.toMillis());
    } else if (value instanceof Enum<?> constant) {
      statement.setString(place, constant.name());
    } else {
      statement.setObject(place, value);
    }
  }

  /** PostgreSQL cannot keep the character 0 in a text, so no store does. */
  private static String storable(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT, "a text with the character U+0000 cannot be stored");
    }
    return text;
  }
}
