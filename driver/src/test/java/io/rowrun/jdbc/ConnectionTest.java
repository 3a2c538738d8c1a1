package io.rowrun.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConnectionTest {
  @Test
  void hikariPoolsIt() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:rowrun:mem:pool");
    config.setMaximumPoolSize(3);
    config.setAutoCommit(false);
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setSchema("datasphere");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      for (int i = 0; i < 10; i++) {
        try (Connection connection = pool.getConnection();
            Statement statement = connection.createStatement()) {
          statement.executeUpdate("INSERT INTO jobs (cmd) VALUES ('true')");
          connection.setReadOnly(false);
          connection.setAutoCommit(true);
          assertThat(connection.isValid(1)).isTrue();
        }
      }
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM jobs")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(10);
        connection.rollback();
      }
    }
  }

  @Test
  void aMemoryDatabaseIsSharedByNameAndGoesWithItsLastConnection()
      throws SQLException, IOException {
    long before = temporaryDirectories();
    try (Connection first = DriverManager.getConnection("jdbc:rowrun:mem:shared")) {
      try (Connection second = DriverManager.getConnection("jdbc:rowrun:mem:shared");
          Statement statement = second.createStatement()) {
        statement.executeUpdate("INSERT INTO jobs (cmd) VALUES ('true')");
      }
      assertThat(jobs(first)).isEqualTo(1);
    }
    assertThat(temporaryDirectories()).isEqualTo(before);
    try (Connection again = DriverManager.getConnection("jdbc:rowrun:mem:shared")) {
      assertThat(jobs(again)).isZero();
    }
  }

  @Test
  void aDirectoryIsMadeAndItsJobsAreThereAgain(@TempDir Path parent) throws SQLException {
    String url = "jdbc:rowrun:file:" + parent.resolve("data/here");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO jobs (cmd) VALUES ('true')");
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(jobs(connection)).isEqualTo(1);
    }
  }

  @Test
  void aPathThatCannotBeUsedIsNamed(@TempDir Path parent) throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:rowrun:file:" + file))
        .isInstanceOf(SQLException.class)
        .hasMessage("cannot use " + file + " as data directory: it is no directory");
  }

  @Test
  void aServerThatIsNotThereIsFoundOutByTheFirstStatement() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:rowrun:grpc://127.0.0.1:1/p");
        Statement statement = connection.createStatement()) {
      assertThat(connection.isValid(1)).isFalse();
      assertThatThrownBy(() -> statement.executeQuery("SELECT id FROM jobs").next())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"))
          .hasMessageStartingWith("cannot reach the server: ");
    }
  }

  @Test
  void propertiesAreListedWithDescriptions() throws SQLException {
    Driver driver = DriverManager.getDriver("jdbc:rowrun:");
    DriverPropertyInfo[] infos = driver.getPropertyInfo("jdbc:rowrun:mem:x?await=ended", null);
    assertThat(infos).hasSize(Property.values().length).allMatch(info -> info.description != null);
    assertThat(Arrays.stream(infos).filter(info -> info.name.equals("await")).findFirst())
        .hasValueSatisfying(
            info -> {
              assertThat(info.value).isEqualTo("ended");
              assertThat(info.choices).containsExactly("none", "ended");
            });
  }

  @Test
  void metadataTellsTablesColumnsAndKeys() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:rowrun:mem:metadata")) {
      DatabaseMetaData metadata = connection.getMetaData();
      assertThat(column(metadata.getSchemas(), "TABLE_SCHEM")).contains("datasphere");
      assertThat(column(metadata.getCatalogs(), "TABLE_CAT")).isEmpty();
      assertThat(column(metadata.getTables(null, "datasphere", "%", null), "TABLE_NAME"))
          .containsExactly(
              "executions",
              "instance_types",
              "job_arguments",
              "job_env_vars",
              "job_events",
              "job_files",
              "jobs",
              "logs",
              "operations",
              "projects");
      assertThat(column(metadata.getTables(null, null, "job\\_files", null), "TABLE_NAME"))
          .containsExactly("job_files");
      assertThat(column(metadata.getTables(null, null, "job_files", null), "REMARKS"))
          .noneMatch(String::isEmpty);
      assertThat(column(metadata.getPrimaryKeys(null, "datasphere", "jobs"), "COLUMN_NAME"))
          .containsExactly("id");
      assertThat(column(metadata.getImportedKeys(null, "datasphere", "logs"), "PKTABLE_NAME"))
          .contains("jobs");
      assertThat(column(metadata.getExportedKeys(null, "datasphere", "jobs"), "FKTABLE_NAME"))
          .containsOnly(
              "logs",
              "executions",
              "job_files",
              "job_events",
              "job_arguments",
              "job_env_vars",
              "jobs");
      assertThat(column(metadata.getPrimaryKeys(null, null, "job\\_events"), "COLUMN_NAME"))
          .isEmpty();
      assertThat(column(metadata.getPrimaryKeys(null, null, "job_events"), "COLUMN_NAME"))
          .containsExactly("job_id", "seq");
      assertThat(column(metadata.getColumns(null, null, "job_e%", "%"), "REMARKS"))
          .hasSize(11)
          .noneMatch(String::isEmpty);
      assertThat(column(metadata.getIndexInfo(null, null, "jobs", true, true), "COLUMN_NAME"))
          .containsExactly("id");
      assertThat(column(metadata.getBestRowIdentifier(null, null, "jobs", 0, true), "COLUMN_NAME"))
          .containsExactly("id");
      List<String> types = column(metadata.getTypeInfo(), "TYPE_NAME");
      assertThat(types).containsAll(column(metadata.getColumns(null, null, "%", "%"), "TYPE_NAME"));
      try (ResultSet columns = metadata.getColumns(null, null, "%", "%")) {
        while (columns.next()) {
          assertThat(columns.getInt("COLUMN_SIZE")).isPositive();
          assertThat(columns.getString("REMARKS")).isNotEmpty();
        }
      }
      assertThat(metadata.getURL()).isEqualTo("jdbc:rowrun:mem:metadata");
      assertThat(metadata.getDatabaseProductName()).isEqualTo("Rowrun");
      assertThat(metadata.getDriverVersion()).isNotEmpty().doesNotContain("$");
      assertThat(metadata.isReadOnly()).isFalse();
      assertThat(metadata.getSQLKeywords()).contains("OFFSET");
    }
  }

  @Test
  void everyMethodOfMetadataWithoutArgumentsAnswers() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:rowrun:mem:all")) {
      DatabaseMetaData metadata = connection.getMetaData();
      for (var method : DatabaseMetaData.class.getMethods()) {
        if (method.getParameterCount() == 0) {
          assertThat(method.invoke(metadata)).as(method.getName()).isNotNull();
        }
      }
    }
  }

  private static long jobs(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM jobs")) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private static List<String> column(ResultSet rows, String label) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(rows.getString(label));
      }
    }
    return values;
  }

  private static long temporaryDirectories() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      String ours = "rowrun-mem-" + ProcessHandle.current().pid() + "-";
      return all.filter(path -> path.getFileName().toString().startsWith(ours)).count();
    }
  }
}
