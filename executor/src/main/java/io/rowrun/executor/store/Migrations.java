package io.rowrun.executor.store;

import io.ebean.migration.MigrationConfig;
import io.ebean.migration.MigrationContext;
import io.ebean.migration.MigrationRunner;
import java.sql.Connection;
import java.sql.SQLException;

/** Brings the tables of a store up to date. Each version has a script beside this class. */
final class Migrations {
  /** The version that this program makes and reads. */
  static final int VERSION = 2;

  /** Where the library notes what it ran. */
  static final String TABLE = "rowrun_migration";

  private static final String SCRIPTS = "io/rowrun/executor/store/migrations";

  private Migrations() {}

  /** Runs the scripts that have not run yet. The connection stays open, in auto-commit mode. */
  static void run(Connection connection, Dialect dialect) throws SQLException {
    String platform =
        switch (dialect) {
          case SQLITE -> "sqlite";
          case POSTGRESQL -> "postgres";
        };
    new MigrationRunner(config(platform)).run(new Context(connection, SCRIPTS, platform, platform));
    connection.setAutoCommit(true);
  }

  private static MigrationConfig config(String platform) {
    MigrationConfig config = new MigrationConfig();
    config.setName("rowrun");
    config.setClassLoader(Migrations.class.getClassLoader());
    config.setMigrationPath(SCRIPTS);
    config.setMetaTable(TABLE);
    config.setPlatform(platform);
    return config;
  }

  private record Context(
      Connection connection, String migrationPath, String platform, String basePlatform)
      implements MigrationContext {}
}
