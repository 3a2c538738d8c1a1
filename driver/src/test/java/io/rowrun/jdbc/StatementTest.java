package io.rowrun.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatementTest {
  private static final String LONG_RUN = "INSERT INTO executions (cmd) VALUES ('sleep 300')";

  private Connection connection;
  private Connection awaiting;
  private Statement statement;

  @BeforeEach
  void open(TestInfo test) throws SQLException {
    String url = "jdbc:rowrun:mem:" + test.getDisplayName();
    connection = DriverManager.getConnection(url);
    awaiting = DriverManager.getConnection(url + "?await=ended");
    statement = connection.createStatement();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    awaiting.close();
  }

  @Test
  void anInsertedCommandRunsAndItsRowsComeBack() throws Exception {
    String id = runToEnd("echo hello; echo oops >&2; exit 3");
    try (ResultSet row =
        statement.executeQuery(
            "SELECT e.status, e.return_code, e.job_id FROM executions e WHERE e.id = '"
                + id
                + "'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString("STATUS")).isEqualTo("ERROR");
      assertThat(row.getInt("return_code")).isEqualTo(3);
      assertThat(lines(row.getString(3))).containsExactlyInAnyOrder("OUT hello", "ERR oops");
    }
  }

  @Test
  void generatedKeysAreTheIdsOrTheColumnsNamed() throws SQLException {
    assertThat(
            statement.executeUpdate(
                "INSERT INTO jobs (name, cmd) VALUES ('a', 'true'), ('b', 'true')",
                Statement.RETURN_GENERATED_KEYS))
        .isEqualTo(2);
    List<String> ids = new ArrayList<>();
    try (ResultSet keys = statement.getGeneratedKeys()) {
      while (keys.next()) {
        ids.add(keys.getString(1));
      }
    }
    assertThat(ids).hasSize(2).allMatch(id -> id.matches("j[0-9a-z]{19}"));

    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO jobs (name, cmd) VALUES (?, 'true')", new String[] {"id", "name"})) {
      insert.setString(1, "c");
      assertThat(insert.executeUpdate()).isEqualTo(1);
      ResultSet keys = insert.getGeneratedKeys();
      assertThat(keys.next()).isTrue();
      assertThat(keys.getString("name")).isEqualTo("c");
      assertThat(keys.getString("id")).startsWith("j");
    }
  }

  @Test
  void queriesAndUpdatesAreNotMistakenForEachOther() throws SQLException {
    refused("07005", () -> statement.executeQuery("INSERT INTO jobs (cmd) VALUES ('true')"));
    refused("07005", () -> statement.executeUpdate("SELECT * FROM jobs"));
    assertThat(count("SELECT COUNT(*) AS COUNT FROM jobs")).isZero();
    assertThat(statement.execute("INSERT INTO jobs (cmd) VALUES ('true');")).isFalse();
    assertThat(statement.getUpdateCount()).isEqualTo(1);
    assertThat(statement.getMoreResults()).isFalse();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
    assertThat(statement.execute("SELECT id FROM jobs")).isTrue();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
  }

  @Test
  void whatIsWrongWithTheSqlHasItsState() {
    refused("42601", () -> statement.executeQuery("SELEC 1"));
    refused("42P01", () -> statement.executeQuery("SELECT * FROM nothing"));
    refused("42703", () -> statement.executeQuery("SELECT nothing FROM jobs"));
    refused("42883", () -> statement.executeQuery("SELECT nothing(1) FROM jobs"));
    assertThatThrownBy(() -> statement.executeQuery("SELECT nothing FROM jobs"))
        .hasMessage("Column 'nothing' not found in any table (line 1, column 8)");
  }

  @Test
  void parametersAreConvertedToTheTypeOfTheirPlace() throws SQLException {
    statement.executeUpdate("INSERT INTO jobs (name, cmd) VALUES ('a', 'true'), ('b', 'true')");
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT name FROM jobs WHERE created_at < ? AND data_size_bytes >= ? LIMIT ?")) {
      query.setObject(1, OffsetDateTime.now(ZoneOffset.ofHours(5)).plusMinutes(1));
      query.setString(2, "0");
      query.setLong(3, 1);
      try (ResultSet rows = query.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isFalse();
      }
      query.setLong(3, 1L << 40);
      assertThatThrownBy(query::executeQuery).isInstanceOf(SQLDataException.class);
      query.setString(2, "many");
      refused("22018", query::executeQuery);
      query.clearParameters();
      refused("07001", query::executeQuery);
      refused("07009", () -> query.setInt(4, 1));
    }
  }

  @Test
  void aTimestampIsReadInEveryForm() throws SQLException {
    Instant before = Instant.now().minusMillis(1);
    statement.executeUpdate("INSERT INTO jobs (cmd) VALUES ('true')");
    try (ResultSet row = statement.executeQuery("SELECT created_at FROM jobs")) {
      assertThat(row.next()).isTrue();
      Instant instant = row.getObject(1, Instant.class);
      assertThat(instant).isBetween(before, Instant.now());
      LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
      assertThat(row.getObject(1, LocalDateTime.class)).isEqualTo(utc);
      assertThat(row.getObject(1, OffsetDateTime.class)).isEqualTo(utc.atOffset(ZoneOffset.UTC));
      assertThat(row.getTimestamp(1).toLocalDateTime()).isEqualTo(utc);
      assertThat(row.getObject(1)).isEqualTo(row.getTimestamp(1));
    }
  }

  @Test
  void aPointInABatchThatFailsIsToldWithTheCountsBefore() throws SQLException {
    statement.addBatch("INSERT INTO jobs (cmd) VALUES ('true')");
    statement.addBatch("INSERT INTO jobs (nothing) VALUES ('true')");
    statement.addBatch("INSERT INTO jobs (cmd) VALUES ('true')");
    assertThatThrownBy(statement::executeBatch)
        .isInstanceOfSatisfying(
            BatchUpdateException.class,
            e -> {
              assertThat(e.getUpdateCounts()).containsExactly(1);
              assertThat(e.getSQLState()).isEqualTo("42703");
              assertThat(e.getMessage()).startsWith("element 2 of 3 of the batch: ");
            });
    assertThat(count("SELECT COUNT(*) FROM jobs")).isEqualTo(1);
  }

  @Test
  void preparedBatchesCountTheirRows() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO jobs (name, cmd) VALUES (?, 'true')")) {
      for (String name : List.of("a", "b", "c")) {
        insert.setString(1, name);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
      assertThat(insert.executeBatch()).isEmpty();
    }
  }

  @Test
  void cancelEndsAStatementThatWaitsAndItIsUsableAfter() throws Exception {
    Statement waiting = awaiting.createStatement();
    CompletableFuture<Integer> result = runsInBackground(waiting);

    waiting.cancel();

    assertThat(failureOf(result))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    try (ResultSet rows = waiting.executeQuery("SELECT COUNT(*) FROM executions")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(1);
    }
  }

  @Test
  void theQueryTimeoutEndsAStatementThatWaits() throws SQLException {
    try (Statement waiting = awaiting.createStatement()) {
      waiting.setQueryTimeout(1);
      assertThatThrownBy(() -> waiting.executeUpdate(LONG_RUN))
          .isInstanceOf(SQLTimeoutException.class)
          .hasMessage("the statement was ended by its timeout of 1 s");
    }
  }

  @Test
  void closingEndsAStatementThatWaits() throws Exception {
    Statement waiting = awaiting.createStatement();
    CompletableFuture<Integer> result = runsInBackground(waiting);

    waiting.close();

    assertThat(failureOf(result)).isInstanceOf(SQLException.class);
    assertThat(waiting.isClosed()).isTrue();
  }

  @Test
  void closingTheConnectionEndsAStatementThatWaits() throws Exception {
    CompletableFuture<Integer> result = runsInBackground(awaiting.createStatement());

    awaiting.abort(Runnable::run);

    assertThat(failureOf(result)).isInstanceOf(SQLException.class);
  }

  @Test
  void maxRowsLimitsWhatIsRead() throws SQLException {
    statement.executeUpdate("INSERT INTO jobs (cmd) VALUES ('a'), ('b'), ('c')");
    statement.setMaxRows(2);
    assertThat(count("SELECT 1 FROM jobs")).isEqualTo(1);
    try (ResultSet rows = statement.executeQuery("SELECT id FROM jobs")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isFalse();
      assertThat(rows.isAfterLast()).isTrue();
    }
  }

  @Test
  void gettersConvertAndRefuseWhatDoesNotFit() throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT 9999999999 AS n, '12.5' AS t, CAST(NULL AS INTEGER) AS nothing, TRUE AS b,"
                + " 'описание' AS u")) {
      assertThat(row.next()).isTrue();
      refused("22003", () -> row.getInt("n"));
      assertThat(row.getObject("n", Long.class)).isEqualTo(9_999_999_999L);
      assertThat(row.getBigDecimal("t")).isEqualTo(new BigDecimal("12.5"));
      assertThat(row.getInt("nothing")).isZero();
      assertThat(row.wasNull()).isTrue();
      assertThat(row.getObject("nothing", Integer.class)).isNull();
      assertThat(row.getBoolean("b")).isTrue();
      assertThat(row.getString("u")).isEqualTo("описание");
      refused("42703", () -> row.getInt("none"));
      refused("07009", () -> row.getInt(6));
      assertThat(row.next()).isFalse();
      refused("24000", () -> row.getInt(1));
    }
  }

  @Test
  void closedThingsSaySo() throws SQLException {
    ResultSet rows = statement.executeQuery("SELECT 1 FROM jobs");
    rows.close();
    refused("55000", rows::next);
    statement.close();
    refused("55000", () -> statement.executeQuery("SELECT 1"));
    connection.close();
    refused("08003", connection::createStatement);
    refused("08003", () -> statement.executeQuery("SELECT 1"));
    assertThat(connection.isValid(1)).isFalse();
  }

  private CompletableFuture<Integer> runsInBackground(Statement waiting) {
    CompletableFuture<Integer> result =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return waiting.executeUpdate(LONG_RUN);
              } catch (SQLException e) {
                throw new CompletionException(e);
              }
            });
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> count("SELECT COUNT(*) FROM executions WHERE status = 'EXECUTING'") == 1);
    return result;
  }

  private static Throwable failureOf(CompletableFuture<Integer> result) throws Exception {
    try {
      throw new AssertionError("ended well: " + result.get(5, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private String insert(String sql, String column) throws SQLException {
    try (Statement insert = connection.createStatement()) {
      insert.executeUpdate(sql, new String[] {column});
      ResultSet keys = insert.getGeneratedKeys();
      assertThat(keys.next()).isTrue();
      return keys.getString(1);
    }
  }

  private String runToEnd(String command) throws SQLException {
    String id =
        insert("INSERT INTO executions (cmd) VALUES ('" + command.replace("'", "''") + "')", "id");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> count("SELECT COUNT(*) FROM executions WHERE done AND id = '" + id + "'") == 1);
    return id;
  }

  private List<String> lines(String job) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement query = connection.createStatement();
        ResultSet rows =
            query.executeQuery("SELECT source, content FROM logs WHERE job_id = '" + job + "'")) {
      while (rows.next()) {
        lines.add(rows.getString(1) + " " + rows.getString(2));
      }
    }
    return lines;
  }

  private long count(String sql) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private static void refused(String state, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state));
  }
}
