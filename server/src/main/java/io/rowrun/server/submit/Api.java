package io.rowrun.server.submit;

import io.grpc.Channel;
import io.rowrun.jdbc.ApiConnection;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.operation.OperationServiceGrpc.OperationServiceBlockingStub;
import java.sql.SQLException;
import java.util.Properties;

/** The services of one endpoint, and the project to work in. Thread-safe. */
final class Api implements AutoCloseable {
  private final ApiConnection connection;

  private Api(ApiConnection connection) {
    this.connection = connection;
  }

  static Api open(String url, Properties properties) {
    try {
      return new Api(ApiConnection.open(url, properties));
    } catch (SQLException e) {
      throw new SubmitException(String.valueOf(e.getMessage()), e);
    }
  }

  Channel channel() {
    return connection.channel();
  }

  ProjectJobServiceBlockingStub jobs() {
    return ProjectJobServiceGrpc.newBlockingStub(connection.channel());
  }

  OperationServiceBlockingStub operations() {
    return OperationServiceGrpc.newBlockingStub(connection.operationsChannel());
  }

  String project() {
    return connection.project();
  }

  @Override
  public void close() {
    connection.close();
  }
}
