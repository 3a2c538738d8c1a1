package io.rowrun.jdbc;

import io.rowrun.calcite.engine.EngineOptions;
import io.rowrun.jdbc.endpoint.Endpoint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.DriverVersion;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.jspecify.annotations.Nullable;

/** The JDBC driver for URLs that begin with {@code jdbc:rowrun:}. Thread-safe. */
public final class Driver extends UnregisteredDriver {
  static {
    registerQuietly();
  }

  /** For the service loader and for tools that make drivers by reflection. */
  public Driver() {}

  private static void registerQuietly() {
    try {
      DriverManager.registerDriver(new Driver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    ConnectionUrl parsed = ConnectionUrl.parse(url, info);
    Session session = new Session(parsed);
    EngineOptions options = new EngineOptions(parsed.number(Property.PLAN_CACHE_SIZE));
    Endpoint.Lease endpoint = null;
    try {
      endpoint = Endpoint.lease(parsed.target(), Session.credentials(parsed), options);
      return new RowrunConnection(this, factory, endpoint, session);
    } catch (Throwable e) {
      if (endpoint != null) {
        endpoint.close();
      }
      throw SqlErrors.of(e);
    }
  }

  @Override
  public boolean acceptsURL(@Nullable String url) throws SQLException {
    if (url == null) {
      throw SqlErrors.data("22023", "the URL is null");
    }
    return url.startsWith(ConnectionUrl.PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(@Nullable String url, @Nullable Properties info)
      throws SQLException {
    ConnectionUrl given =
        url != null && url.startsWith(ConnectionUrl.PREFIX)
            ? ConnectionUrl.parse(url, info)
            : ConnectionUrl.parse(ConnectionUrl.PREFIX, info);
    return Stream.of(Property.values())
        .map(property -> property.toInfo(given.get(property)))
        .toArray(DriverPropertyInfo[]::new);
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("io.rowrun");
  }

  @Override
  protected AvaticaFactory createFactory() {
    return new JdbcFactory();
  }

  @Override
  protected DriverVersion createDriverVersion() {
    return Version.driver();
  }

  @Override
  protected String getConnectStringPrefix() {
    return ConnectionUrl.PREFIX;
  }

  @Override
  public Meta createMeta(AvaticaConnection connection) {
    return new LocalMeta((RowrunConnection) connection);
  }
}
