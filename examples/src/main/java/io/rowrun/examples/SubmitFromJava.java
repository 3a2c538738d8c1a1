package io.rowrun.examples;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Runs one command through plain JDBC, waits for its end, and prints its row and its log. The first
 * argument is the URL, {@code jdbc:rowrun:} if there is none.
 */
public final class SubmitFromJava {
  private SubmitFromJava() {}

  public static void main(String[] args) throws SQLException {
    String url = args.length > 0 ? args[0] : "jdbc:rowrun:";
    Properties properties = new Properties();
    properties.setProperty("await", "ended"); // INSERT returns when the program has ended
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      String job = run(connection, "echo hello; echo oops >&2; exit 3");
      printJob(connection, job);
      printLog(connection, job);
    }
  }

  /** Runs a command and says the id of its job. */
  private static String run(Connection connection, String command) throws SQLException {
    String sql = "INSERT INTO executions (name, cmd) VALUES ('from-java', ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql, new String[] {"job_id"})) {
      insert.setString(1, command);
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        return keys.getString("job_id");
      }
    }
  }

  private static void printJob(Connection connection, String job) throws SQLException {
    String sql = "SELECT name, status, return_code, error_message FROM jobs WHERE id = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, job);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        System.out.printf(
            "%s: %s, return code %d, %s%n",
            row.getString("name"),
            row.getString("status"),
            row.getInt("return_code"),
            row.getString("error_message"));
      }
    }
  }

  private static void printLog(Connection connection, String job) throws SQLException {
    String sql = "SELECT source, content FROM logs WHERE job_id = ? ORDER BY line_no";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, job);
      try (ResultSet lines = select.executeQuery()) {
        while (lines.next()) {
          System.out.printf("%s  %s%n", lines.getString(1), lines.getString(2));
        }
      }
    }
  }
}
