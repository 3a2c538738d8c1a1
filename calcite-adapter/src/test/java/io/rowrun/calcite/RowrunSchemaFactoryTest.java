package io.rowrun.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.calcite.provider.Endpoint;
import io.rowrun.calcite.provider.SqlSession;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.jdbc.CalciteConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables under Calcite's own driver. */
class RowrunSchemaFactoryTest {
  @Test
  void calcitesOwnDriverReadsTheTables(@TempDir Path root) throws SQLException {
    try (DataDirectory directory = DataDirectory.tryOwn(root).orElseThrow();
        EmbeddedExecutor executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults());
        Connection connection = DriverManager.getConnection("jdbc:calcite:caseSensitive=false")) {
      create(executor, "a");
      create(executor, "b");
      connection
          .unwrap(CalciteConnection.class)
          .getRootSchema()
          .add(
              "R",
              RowrunSchemaFactory.schema(
                  new Endpoint(executor.channel(), executor.channel()), SqlSession.of("default")));
      assertThat(rows(connection, "SELECT name, status FROM r.jobs WHERE name <> 'b'"))
          .containsExactly("a CREATING");
      assertThat(rows(connection, "SELECT status, count(*) FROM r.jobs GROUP BY status"))
          .containsExactly("CREATING 2");
      assertThat(rows(connection, "SELECT name, id IS NOT NULL FROM r.jobs WHERE id = 'x'"))
          .isEmpty();
      assertThatThrownBy(() -> rows(connection, "SELECT content, line_no FROM r.logs"))
          .hasStackTraceContaining("table logs needs job_id");
    }
  }

  @Test
  void aModelWithoutAnEndpointIsRefused() {
    assertThatThrownBy(
            () ->
                new RowrunSchemaFactory()
                    .create(
                        org.apache.calcite.jdbc.CalciteSchema.createRootSchema(false).plus(),
                        "r",
                        Map.of()))
        .hasMessage("schema r needs the operand endpoint, as host:port");
  }

  private static void create(EmbeddedExecutor executor, String name) {
    ProjectJobServiceGrpc.newBlockingStub(executor.channel())
        .create(
            CreateProjectJobRequest.newBuilder()
                .setProjectId("default")
                .setName(name)
                .setJobParameters(
                    JobParameters.newBuilder()
                        .setCmd("true")
                        .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.4")))
                .build());
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(result.getString(1) + " " + result.getString(2));
      }
    }
    return rows;
  }
}
