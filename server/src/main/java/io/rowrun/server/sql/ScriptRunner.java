package io.rowrun.server.sql;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs scripts on a connection and prints what their statements return. One thread at a time. */
public final class ScriptRunner {
  private static final int IDS_SHOWN = 10;
  private static final Pattern RETURNING =
      Pattern.compile("\\)\\s*RETURNING\\s|\\sRETURNING\\s[^()']*\\z", Pattern.CASE_INSENSITIVE);

  private final Connection connection;
  private final Format format;
  private final Echo echo;
  private final PrintWriter out;
  private final PrintWriter err;

  /** Whether statements are shown before they are run. */
  public enum Echo {
    OFF,
    ON
  }

  public ScriptRunner(
      Connection connection, Format format, Echo echo, PrintWriter out, PrintWriter err) {
    this.connection = connection;
    this.format = format;
    this.echo = echo;
    this.out = out;
    this.err = err;
  }

  /** Runs the statements in order up to the first that fails; returns whether none did. */
  public boolean run(Script script) throws InterruptedException {
    for (Script.Statement statement : script.statements()) {
      try {
        show(statement);
        run(statement.sql());
      } catch (SQLException e) {
        out.flush();
        err.println(place(script, statement) + describe(e));
        err.flush();
        return false;
      }
    }
    return true;
  }

  private static String place(Script script, Script.Statement statement) {
    return script.name().isEmpty() ? "" : script.name() + ":" + statement.line() + ": ";
  }

  /** One line: SQLState and message. */
  public static String describe(SQLException e) {
    String state = e.getSQLState();
    return "error " + (state == null ? "XX000" : state) + ": " + e.getMessage();
  }

  private void show(Script.Statement statement) {
    if (echo == Echo.ON) {
      out.println(statement.sql() + ";");
      out.flush();
    }
  }

  private void run(String sql) throws SQLException, InterruptedException {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql, keysWanted(sql));
      if (rows) {
        try (ResultSet result = statement.getResultSet()) {
          new Rows(result).print(format.printer(out));
        }
      } else if (format.isForPeople()) {
        out.println(outcome(statement));
        out.println();
        out.flush();
      }
      warn(statement.getWarnings());
    }
  }

  /** The ids of what was made are shown, unless the statement asks for rows of its own. */
  private static int keysWanted(String sql) {
    return Script.firstWord(sql).equals("INSERT") && !RETURNING.matcher(sql).find()
        ? Statement.RETURN_GENERATED_KEYS
        : Statement.NO_GENERATED_KEYS;
  }

  private static String outcome(Statement statement) throws SQLException {
    long count = statement.getLargeUpdateCount();
    String rows = count == 1 ? "1 row affected" : Math.max(0, count) + " rows affected";
    List<String> ids = new ArrayList<>();
    try (ResultSet keys = statement.getGeneratedKeys()) {
      while (keys.next() && ids.size() <= IDS_SHOWN) {
        ids.add(ids.size() == IDS_SHOWN ? "…" : keys.getString(1));
      }
    }
    return ids.isEmpty() ? rows : rows + ": " + String.join(", ", ids);
  }

  private void warn(@Nullable SQLWarning first) {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      err.println("warning: " + warning.getMessage());
    }
    err.flush();
  }
}
