package io.rowrun.jdbc;

import io.rowrun.calcite.provider.AwaitMode;
import io.rowrun.calcite.provider.SqlSession;
import io.rowrun.jdbc.endpoint.Credentials;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has set. As JDBC has it, one thread at a time; reads from other threads see
 * some recent value.
 */
final class Session {
  private static final int LARGEST_PAGE = 1000;

  private final ConnectionUrl url;
  private final SqlSession defaults;
  private final Properties clientInfo = new Properties();

  private volatile String schema;
  private volatile boolean autoCommit = true;
  private volatile boolean readOnly;
  private volatile int isolation = Connection.TRANSACTION_READ_COMMITTED;

  Session(ConnectionUrl url) throws SQLException {
    this.url = url;
    this.schema = value(url, Property.SCHEMA);
    this.defaults =
        new SqlSession(
            value(url, Property.PROJECT),
            schema,
            AwaitMode.valueOf(value(url, Property.AWAIT).toUpperCase(java.util.Locale.ROOT)),
            Duration.ofSeconds(url.number(Property.AWAIT_TIMEOUT)),
            path(url.get(Property.FILES_ROOT)),
            url.number(Property.MAX_API_CALLS),
            Boolean.parseBoolean(value(url, Property.ALLOW_UNBOUNDED)),
            Math.max(1, url.number(Property.PARALLEL_CALLS)),
            page(url.number(Property.FETCH_SIZE)));
  }

  /** How the endpoint lets this connection in. */
  static Credentials credentials(ConnectionUrl url) {
    return new Credentials(
        url.get(Property.TOKEN),
        file(url.get(Property.TOKEN_FILE)),
        url.get(Property.OPERATION_ENDPOINT),
        file(url.get(Property.CA_FILE)));
  }

  private static @Nullable Path file(@Nullable String name) {
    return name == null ? null : Path.of(name);
  }

  /**
   * What a statement gets.
   *
   * @param fetchSize rows asked for in one call; 0 leaves it to the connection
   * @param maxRows rows wanted at most; 0 means all
   */
  SqlSession toSql(int fetchSize, long maxRows) {
    int page = fetchSize > 0 ? page(fetchSize) : defaults.pageSize();
    return new SqlSession(
        defaults.project(),
        schema,
        defaults.await(),
        defaults.awaitTimeout(),
        defaults.filesRoot(),
        defaults.maxApiCalls(),
        defaults.allowUnbounded(),
        defaults.parallelCalls(),
        maxRows > 0 ? (int) Math.min(page, maxRows) : page);
  }

  ConnectionUrl url() {
    return url;
  }

  int fetchSize() {
    return defaults.pageSize();
  }

  String schema() {
    return schema;
  }

  void schema(String newSchema) {
    schema = newSchema;
  }

  boolean autoCommit() {
    return autoCommit;
  }

  void autoCommit(boolean on) {
    autoCommit = on;
  }

  boolean readOnly() {
    return readOnly;
  }

  void readOnly(boolean on) {
    readOnly = on;
  }

  int isolation() {
    return isolation;
  }

  void isolation(int level) {
    isolation = level;
  }

  Properties clientInfo() {
    return clientInfo;
  }

  private static int page(int rows) {
    return Math.max(1, Math.min(rows, LARGEST_PAGE));
  }

  private static String value(ConnectionUrl url, Property property) {
    return String.valueOf(url.get(property));
  }

  private static Path path(@Nullable String text) {
    return Path.of(text == null ? "" : text).toAbsolutePath().normalize();
  }
}
