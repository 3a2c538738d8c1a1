package io.rowrun.jdbc;

import java.sql.SQLException;
import java.util.Properties;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.AvaticaSpecificDatabaseMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.jspecify.annotations.Nullable;

/** Makes our JDBC objects where Avatica's code makes them. */
final class JdbcFactory implements AvaticaFactory {
  @Override
  public int getJdbcMajorVersion() {
    return 4;
  }

  @Override
  public int getJdbcMinorVersion() {
    return 3;
  }

  /** Connections are made by {@link Driver#connect}, which alone knows their endpoint. */
  @Override
  public AvaticaConnection newConnection(
      UnregisteredDriver driver, AvaticaFactory factory, String url, Properties info) {
    throw new IllegalStateException("connections are made by the driver");
  }

  @Override
  public AvaticaSpecificDatabaseMetaData newDatabaseMetaData(AvaticaConnection connection) {
    return new RowrunDatabaseMetaData((RowrunConnection) connection);
  }

  @Override
  public AvaticaStatement newStatement(
      AvaticaConnection connection,
      Meta.@Nullable StatementHandle handle,
      int type,
      int concurrency,
      int holdability) {
    return new RowrunStatement((RowrunConnection) connection, handle, holdability);
  }

  /** Prepared statements are {@link RowrunPreparedStatement}s, made by the connection. */
  @Override
  public AvaticaPreparedStatement newPreparedStatement(
      AvaticaConnection connection,
      Meta.StatementHandle handle,
      Meta.Signature signature,
      int type,
      int concurrency,
      int holdability) {
    throw new IllegalStateException("prepared statements are made by the connection");
  }

  @Override
  public AvaticaResultSet newResultSet(
      AvaticaStatement statement,
      QueryState state,
      Meta.Signature signature,
      TimeZone zone,
      Meta.Frame firstFrame)
      throws SQLException {
    return RowrunResultSet.ofMetadata((RowrunStatement) statement, state, signature, firstFrame);
  }

  @Override
  public AvaticaResultSetMetaData newResultSetMetaData(
      AvaticaStatement statement, Meta.Signature signature) {
    return new RowrunResultSetMetaData((RowrunStatement) statement, signature);
  }
}
