package io.rowrun.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries over the same rows are answered as SQLite answers them, prepared or not. */
@Timeout(180)
class SqliteComparisonTest {
  private static final long SEED = 20261120;
  private static final int QUERIES = 60;

  private static Connection rowrun;
  private static Connection sqlite;
  private static List<String> ids;

  @BeforeAll
  static void theSameRows() throws SQLException {
    rowrun = DriverManager.getConnection("jdbc:rowrun:mem:compared?await=ended");
    sqlite = DriverManager.getConnection("jdbc:sqlite::memory:");
    run(
        rowrun,
        "INSERT INTO executions (name, cmd) VALUES ('日本', 'true'), (NULL, 'exit 1'), ('it''s', 'exit 3'), ('a', 'true')");
    run(
        rowrun,
        "INSERT INTO jobs (name, cmd) VALUES ('emoji 😀', 'true'), (NULL, 'x'), ('a', 'x'), ('c', 'x')");
    run(rowrun, "UPDATE jobs SET status = 'CANCELLED' WHERE name = 'c'");
    run(sqlite, "PRAGMA case_sensitive_like = ON");
    copy("jobs", "id, name, status, error_message, project_id, return_code");
    copy("executions", "id, job_id, status, error_message, project_id, return_code");
    ids = rows(sqlite, "SELECT id FROM jobs");
  }

  @AfterAll
  static void close() throws SQLException {
    rowrun.close();
    sqlite.close();
  }

  @Test
  void answersAreThoseOfSqlite() throws SQLException {
    for (int i = 0; i < QUERIES; i++) {
      RandomQuery query = new RandomQuery((SEED + i) * 7_919_000_021L, ids);
      List<String> expected = rows(sqlite, query.literal());
      assertThat(rows(rowrun, query.literal()))
          .as(query.literal())
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(rows(rowrun, query.prepared(), query.parameters()))
          .as("%s %s", query.prepared(), query.parameters())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static void copy(String table, String columns) throws SQLException {
    run(sqlite, "CREATE TABLE " + table + " (" + columns.replace("_code", "_code INTEGER") + ")");
    String marks = columns.replaceAll("\\w+", "?");
    try (Statement from = rowrun.createStatement();
        ResultSet rows = from.executeQuery("SELECT " + columns + " FROM " + table);
        PreparedStatement to =
            sqlite.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
      while (rows.next()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          to.setObject(i, rows.getObject(i));
        }
        to.executeUpdate();
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows(rows);
    }
  }

  private static List<String> rows(Connection connection, String sql, List<Object> parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows(rows);
      }
    }
  }

  private static List<String> rows(ResultSet rows) throws SQLException {
    List<String> all = new ArrayList<>();
    int width = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= width; i++) {
        row.append(i == 1 ? "" : " | ").append(rows.getString(i));
      }
      all.add(row.toString());
    }
    return all;
  }
}
