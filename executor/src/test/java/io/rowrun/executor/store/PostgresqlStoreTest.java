package io.rowrun.executor.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The same store in a real PostgreSQL that syncs every commit. */
final class PostgresqlStoreTest extends StoreContract {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void startServer() throws Exception {
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @Override
  Database open() {
    return Database.postgresql(server.getJdbcUrl("postgres", "postgres"), "postgres", "");
  }

  @AfterEach
  void forget() throws Exception {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "TRUNCATE projects, jobs, job_events, executions, operations, idempotency_keys,"
              + " project_contents");
    }
  }
}
