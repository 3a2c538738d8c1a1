package io.rowrun.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Calls every method of the java.sql interfaces, with and without nulls: SQLException or nothing.
 */
class EveryMethodTest {
  private static final Set<String> ENDING = Set.of("close", "abort", "closeOnCompletion");

  private Connection connection;

  @BeforeEach
  void open(TestInfo test) throws SQLException {
    connection = DriverManager.getConnection("jdbc:rowrun:mem:" + test.getDisplayName());
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO jobs (name, cmd) VALUES ('a', 'true')");
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void ofConnections() {
    assertThat(unchecked(Connection.class, () -> connection)).isEmpty();
  }

  @Test
  void ofStatements() {
    assertThat(unchecked(Statement.class, connection::createStatement)).isEmpty();
  }

  @Test
  void ofPreparedStatements() {
    assertThat(
            unchecked(
                PreparedStatement.class,
                () ->
                    connection.prepareStatement("SELECT name, created_at FROM jobs WHERE id = ?")))
        .isEmpty();
  }

  @Test
  void ofResultSets() {
    assertThat(unchecked(ResultSet.class, this::row)).isEmpty();
  }

  @Test
  void ofMetadata() {
    assertThat(unchecked(DatabaseMetaData.class, connection::getMetaData)).isEmpty();
    assertThat(unchecked(ResultSetMetaData.class, () -> row().getMetaData())).isEmpty();
    assertThat(
            unchecked(
                ParameterMetaData.class,
                () ->
                    connection
                        .prepareStatement("SELECT 1 FROM jobs WHERE id = ?")
                        .getParameterMetaData()))
        .isEmpty();
  }

  private ResultSet row() throws SQLException {
    ResultSet rows =
        connection
            .createStatement()
            .executeQuery("SELECT name, created_at, data_size_bytes FROM jobs");
    assertThat(rows.next()).isTrue();
    return rows;
  }

  private interface Source<T> {
    T get() throws SQLException;
  }

  private static <T> List<String> unchecked(Class<T> type, Source<T> source) {
    List<String> found = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.isDefault() || ENDING.contains(method.getName())) {
        continue;
      }
      for (boolean nulls : new boolean[] {true, false}) {
        Throwable thrown = call(method, source, nulls);
        boolean good =
            thrown == null
                || (thrown instanceof SQLException e
                    && e.getSQLState() != null
                    && e.getMessage() != null);
        if (!good) {
          found.add(method + (nulls ? " with nulls: " : ": ") + thrown);
        }
      }
    }
    return found;
  }

  private static Throwable call(Method method, Source<?> source, boolean nulls) {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(method.getParameterTypes()[i], nulls);
    }
    try {
      method.invoke(source.get(), arguments);
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (IllegalAccessException | SQLException e) {
      return new AssertionError(e);
    }
  }

  private static Object argument(Class<?> type, boolean nulls) {
    if (type == boolean.class) {
      return false;
    }
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == short.class) {
      return (short) 1;
    }
    if (type == byte.class) {
      return (byte) 1;
    }
    if (type == float.class) {
      return 1f;
    }
    if (type == double.class) {
      return 1d;
    }
    if (nulls) {
      return null;
    }
    return type == String.class
        ? "name"
        : type == Object.class ? new Object() : type == Class.class ? String.class : null;
  }
}
