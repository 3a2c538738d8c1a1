package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.v1.ListOperationsRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A password that came in is not told again: in no answer, no error, no log and no file. */
final class SecretsTest extends OnStack {
  private static final String PASSWORD = "open-Sesame.17";

  /** Whether this host can run images or not, and whether or not the image is there. */
  @Test
  void aRegistryPasswordIsToldNowhere() throws IOException {
    StringBuilder told = new StringBuilder();
    CreateProjectJobRequest create = request(parameters()).setName("private").build();
    try {
      var created = Stack.with(stack.jobs, "idempotency-key", "k1").create(create);
      told.append(created);
      String jobId = Stack.unpack(created.getResponse(), CreateProjectJobResponse.class).getJobId();
      told.append(stack.awaitDone(stack.execute(jobId).getId()));
      told.append(stack.get(jobId));
      told.append(stack.log(jobId));
      told.append(
          stack.jobs.clone(CloneProjectJobRequest.newBuilder().setSourceJobId(jobId).build()));
    } catch (StatusRuntimeException e) {
      told.append(e).append(e.getTrailers());
    }
    told.append(error());
    told.append(
        stack.jobs.list(ListProjectJobRequest.newBuilder().setProjectId(Stack.PROJECT).build()));
    told.append(
        stack.executions.listOperations(
            ListOperationsRequest.newBuilder().setProjectId(Stack.PROJECT).build()));

    assertThat(told.toString()).isNotEmpty().doesNotContain(PASSWORD);
    assertThat(filesWithPassword()).isEmpty();
  }

  /** Clients send the text of their config.yaml, which may name an index with its login. */
  @Test
  void aPasswordInAUrlOfTheConfigIsToldNowhere() throws IOException {
    String config = "pip: {index-url: 'https://bob:" + PASSWORD + "@host/simple'}";
    CreateProjectJobRequest create = request(Stack.parameters("true")).setConfig(config).build();
    var created = Stack.with(stack.jobs, "idempotency-key", "k2").create(create);
    String jobId = Stack.unpack(created.getResponse(), CreateProjectJobResponse.class).getJobId();

    assertThat(stack.get(jobId).getConfig())
        .isEqualTo("pip: {index-url: 'https://****@host/simple'}");
    assertThat(filesWithPassword()).isEmpty();
  }

  private String error() {
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stack.jobs.create(request(parameters().setCmd("${NO}")).build()));
    return refusal + " " + refusal.getTrailers();
  }

  private static JobParameters.Builder parameters() {
    JobParameters.Builder parameters = Stack.parameters("true");
    parameters
        .getEnvBuilder()
        .setDockerImageSpec(
            DockerImageSpec.newBuilder()
                .setImageUrl("localhost:1/none:1")
                .setUsername("bob")
                .setPasswordPlainText(PASSWORD));
    return parameters;
  }

  private List<Path> filesWithPassword() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).filter(SecretsTest::hasPassword).toList();
    }
  }

  private static boolean hasPassword(Path file) {
    try {
      return Files.readString(file, ISO_8859_1).contains(PASSWORD);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
