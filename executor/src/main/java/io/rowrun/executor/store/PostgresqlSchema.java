package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Brings the tables of a PostgreSQL store up to date, one node at a time. */
final class PostgresqlSchema {
  private static final long LOCK = 0x5257524E; // any number that no other program is likely to take

  private final String store;
  private final DataSource connections;

  PostgresqlSchema(String store, DataSource connections) {
    this.store = store;
    this.connections = connections;
  }

  /** Refuses a store of a newer version; writes only if its version is older. */
  void prepare() {
    try (Connection connection = connections.getConnection()) {
      if (version(connection) < Migrations.VERSION) {
        upgradeAlone(connection);
      }
    } catch (SQLException e) {
      throw StoreErrors.of("cannot open " + store, e);
    }
  }

  private void upgradeAlone(Connection guard) throws SQLException {
    lock(guard, "SELECT pg_advisory_lock(" + LOCK + ")");
    try (Connection connection = connections.getConnection()) {
      if (version(connection) < Migrations.VERSION) {
        Migrations.run(connection, Dialect.POSTGRESQL);
      }
    } finally {
      lock(guard, "SELECT pg_advisory_unlock(" + LOCK + ")");
    }
  }

  private static void lock(Connection connection, String call) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(call);
    }
  }

  private int version(Connection connection) throws SQLException {
    if (!exists(connection)) {
      return 0;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT MAX(CAST(mversion AS INTEGER)) FROM "
                    + Migrations.TABLE
                    + " WHERE mtype = 'V' AND mstatus = 'SUCCESS'")) {
      row.next();
      return check(row.getInt(1));
    }
  }

  private static boolean exists(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('" + Migrations.TABLE + "') IS NOT NULL")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private int check(int version) {
    if (version > Migrations.VERSION) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot open "
              + store
              + ": its version is "
              + version
              + ", this program knows up to "
              + Migrations.VERSION
              + "; use a newer program");
    }
    return version;
  }
}
