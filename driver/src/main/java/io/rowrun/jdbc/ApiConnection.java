package io.rowrun.jdbc;

import io.grpc.Channel;
import io.rowrun.jdbc.endpoint.Endpoint;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The API behind a JDBC URL, for programs that make its calls themselves. It shares what the URL
 * points at with the JDBC connections of this JVM. Thread-safe.
 */
public final class ApiConnection implements AutoCloseable {
  private final Endpoint.Lease endpoint;
  private final String project;

  private ApiConnection(Endpoint.Lease endpoint, String project) {
    this.endpoint = endpoint;
    this.project = project;
  }

  /**
   * Opens what the URL points at.
   *
   * @param info properties as a JDBC connection has them; they win over those in the URL
   * @throws SQLException if the URL is wrong or what it points at cannot be opened
   */
  public static ApiConnection open(String url, Properties info) throws SQLException {
    ConnectionUrl parsed = ConnectionUrl.parse(url, info);
    try {
      return new ApiConnection(
          Endpoint.leaseForCalls(parsed.target(), Session.credentials(parsed)),
          String.valueOf(parsed.get(Property.PROJECT)));
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
  }

  /** For all calls but those to operations. */
  public Channel channel() {
    return endpoint.channel();
  }

  /** For calls to the OperationService, which the vendor serves on another host. */
  public Channel operationsChannel() {
    return endpoint.operationsChannel();
  }

  /** The project of calls that name none. */
  public String project() {
    return project;
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
