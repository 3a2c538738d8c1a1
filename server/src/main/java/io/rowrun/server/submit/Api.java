package io.rowrun.server.submit;

import io.grpc.Channel;
import io.rowrun.jdbc.ApiConnection;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.operation.OperationServiceGrpc.OperationServiceBlockingStub;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The services of one endpoint, and the project to work in. Thread-safe. */
final class Api implements AutoCloseable {
  private static final long ANSWER_SECONDS = 60;

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

  /** For calls with one answer, which has to come within a minute. */
  ProjectJobServiceBlockingStub jobs() {
    return streams().withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  /** For calls whose answers come for as long as the job runs. */
  ProjectJobServiceBlockingStub streams() {
    return ProjectJobServiceGrpc.newBlockingStub(connection.channel());
  }

  /** For calls with one answer, which has to come within a minute. */
  OperationServiceBlockingStub operations() {
    return OperationServiceGrpc.newBlockingStub(connection.operationsChannel())
        .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  String project() {
    return connection.project();
  }

  @Override
  public void close() {
    connection.close();
  }
}
