package io.rowrun.executor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same store in a real PostgreSQL that syncs every commit. */
final class PostgresqlStoreTest extends StoreContract {
  @TempDir static Path keys;
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
    return Database.postgresql(
        server.getJdbcUrl("postgres", "postgres"), "postgres", "", secrets());
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws Exception {
    execute(
        "INSERT INTO rowrun_migration SELECT 99, mchecksum, mtype, '99', mcomment, mstatus, run_on,"
            + " run_by, run_time FROM rowrun_migration WHERE mversion = '1'");
    try {
      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              ExecutorException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
          .hasMessage(
              "cannot open the PostgreSQL store: its version is 99, this program knows up to 2;"
                  + " use a newer program");
    } finally {
      execute("DELETE FROM rowrun_migration WHERE id = 99");
    }
  }

  @Test
  void eightNodesThatOpenANewStoreAtOnceMakeItOnce() throws Exception {
    execute("DROP SCHEMA public CASCADE");
    execute("CREATE SCHEMA public");

    List<Database> opened = StoreScenario.inParallel(8, this::open);

    opened.forEach(Database::close);
    database().projects().ensure(StoreFixtures.project("made once"));
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    assertThatThrownBy(
            () -> Database.postgresql("jdbc:postgresql://127.0.0.1:1/x", "u", "pass", secrets()))
        .isInstanceOfSatisfying(
            ExecutorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageStartingWith("cannot open the PostgreSQL store: ")
        .hasMessageNotContaining("pass");
  }

  private static SecretBox secrets() {
    return new SecretBox(keys.resolve("secret.key"));
  }

  @AfterEach
  void forget() throws Exception {
    execute(
        "TRUNCATE projects, jobs, job_events, executions, operations, request_keys,"
            + " project_contents, job_contents, removed_contents, datasets");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
