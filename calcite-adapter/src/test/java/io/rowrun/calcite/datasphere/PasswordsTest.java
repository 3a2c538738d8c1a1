package io.rowrun.calcite.datasphere;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.Environment;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.operation.Operation;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final Job JOB =
      Job.newBuilder()
          .setId("j1")
          .setJobParameters(
              JobParameters.newBuilder()
                  .setEnv(
                      Environment.newBuilder()
                          .setDockerImageSpec(
                              DockerImageSpec.newBuilder()
                                  .setImageUrl("image")
                                  .setPasswordPlainText("hush"))))
          .build();

  @Test
  void noColumnOfAJobShowsAPassword() {
    JobRow row = new JobRow(JOB, null, null, 0);
    assertThat(Jobs.RESOURCE.columns())
        .noneMatch(column -> String.valueOf(column.reader().apply(row)).contains("hush"));
    assertThat(Json.message(row.parameters())).contains("image");
  }

  @Test
  void noOperationShowsAPassword() {
    ExecuteProjectJobMetadata metadata = ExecuteProjectJobMetadata.newBuilder().setJob(JOB).build();
    Operation operation = Operation.newBuilder().setMetadata(Any.pack(metadata)).build();
    assertThat(Operations.metadata(operation)).contains("image").doesNotContain("hush");
  }
}
