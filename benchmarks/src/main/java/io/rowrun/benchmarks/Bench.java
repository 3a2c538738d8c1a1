package io.rowrun.benchmarks;

import io.grpc.Channel;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to an embedded executor of its own, and a raw stub on the very channel that the
 * connection uses. One thread at a time.
 */
final class Bench implements AutoCloseable {
  static final String PROJECT = "default";

  final Connection connection;
  final ProjectJobServiceBlockingStub jobs;

  private Bench(Connection connection, Channel channel) {
    this.connection = connection;
    this.jobs = ProjectJobServiceGrpc.newBlockingStub(channel);
  }

  static Bench open(String name) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:rowrun:mem:" + name);
    return new Bench(connection, connection.unwrap(Channel.class));
  }

  /** Creates jobs that are not executed, and says their ids in order of creation. */
  List<String> createJobs(int count) throws Exception {
    List<String> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      CreateProjectJobRequest request =
          CreateProjectJobRequest.newBuilder()
              .setProjectId(PROJECT)
              .setName("job-" + i)
              .setDesc("one of many")
              .setJobParameters(
                  JobParameters.newBuilder()
                      .setCmd("python3 train.py --seed " + i)
                      .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.4")))
              .build();
      ids.add(jobs.create(request).getResponse().unpack(CreateProjectJobResponse.class).getJobId());
      if (count >= 10_000 && i % (count / 10) == 0) {
        System.err.printf("creating jobs: %d of %d%n", i, count);
      }
    }
    return ids;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
