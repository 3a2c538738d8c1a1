package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.await;
import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.executor.launcher.TestContainers;
import io.rowrun.executor.launcher.TestRegistry;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.v1.FileKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that ask for an image: docker_image_spec and docker_image_resource_id. */
final class JobImageTest {
  private static final String PASSWORD = "p4ss w\"ord\\";

  @TempDir Path root;
  @TempDir Path elsewhere;
  private Stack stack;

  @BeforeEach
  void open() {
    TestContainers.image();
    stack = new Stack(root);
  }

  @AfterEach
  void close() throws InterruptedException {
    stack.close();
    await()
        .untilAsserted(
            () ->
                assertThat(
                        TestContainers.ask(
                            "ps",
                            "--all",
                            "--quiet",
                            "--filter",
                            "ancestor=" + TestContainers.image()))
                    .isEmpty());
  }

  @Test
  void theProgramRunsInTheImageWithAllThatTheJobGivesIt() throws IOException {
    Path bucket = Files.createDirectories(elsewhere.resolve("bucket"));
    Files.writeString(bucket.resolve("row"), "from the bucket\n");
    resources("mounts: {b1: {path: " + bucket + ", read-only: true}}");
    byte[] input = Stack.utf8("from the input\n");
    JobParameters.Builder parameters =
        parameters(
                "cat /etc/rowrun-image ${IN} ${b1}/row; echo \"$LINES_TOO\" > ${OUT};"
                    + " echo kept > ${DS_PROJECT_HOME}/f; echo x > ${b1}/no; pwd; exit 3")
            .addInputFiles(Stack.file("/home/me/in", "IN", input))
            .addOutputFiles(FileDesc.newBuilder().setPath("/home/me/out").setVar("OUT"))
            .addS3MountIds("b1")
            .setAttachProjectDisk(true);
    parameters.getEnvBuilder().putVars("LINES_TOO", "a 'b'\n\"c\"");
    parameters.getEnvBuilder().setDockerImageSpec(local());

    String jobId = stack.create(parameters).getJobId();
    stack.upload(jobId, "/home/me/in", input, 100);
    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(Stack.executeResponse(operation).getResult().getReturnCode()).isEqualTo(3);
    assertThat(stack.log(jobId))
        .contains("busybox\nfrom the input\nfrom the bucket\n")
        .contains(root.toRealPath().resolve("jobs/" + jobId + "/work") + "\n");
    assertThat(stack.download(jobId, FileKind.OUTPUT, "/home/me/out"))
        .isEqualTo(Stack.utf8("a 'b'\n\"c\"\n"));
    assertThat(bucket.resolve("no")).doesNotExist();
    assertThat(root.resolve("projects/p1/home/f")).hasContent("kept");
  }

  @Test
  void anImageIsPulledWithTheLoginOfTheJobWhichIsNowhereAfterwards() throws IOException {
    try (TestRegistry registry = registry()) {
      Operation operation = end(withLogin(registry.image(), PASSWORD));

      assertThat(Stack.executeResponse(operation).getResult().getReturnCode()).isZero();
      String jobId = jobId(operation);
      assertThat(stack.log(jobId)).contains("pulling image " + registry.image(), "busybox\n");
      assertNowhere(PASSWORD);
      assertNowhere(
          java.util.Base64.getEncoder()
              .encodeToString(
                  (TestRegistry.USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void aWrongLoginIsSaidToBeWrongEvenWhereTheImageIsHereAlready() throws IOException {
    try (TestRegistry registry = registry()) {
      end(withLogin(registry.image(), PASSWORD));

      Operation operation = end(withLogin(registry.image(), "wr0ng-password"));

      assertThat(operation.getError().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION.value());
      assertThat(operation.getError().getMessage())
          .contains(
              "image "
                  + registry.image()
                  + ": registry "
                  + registry.host()
                  + " refuses the login of user 'puller'");
      assertThat(stack.get(jobId(operation)).getStatus()).isEqualTo(JobStatus.ERROR);
      assertNowhere("wr0ng-password");
    }
  }

  @Test
  void anImageThatItsRegistryLacksIsSaidToBeMissing() throws IOException {
    try (TestRegistry registry = registry()) {
      Operation operation = end(withLogin(registry.host() + "/team/none:1", PASSWORD));

      assertThat(operation.getError().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION.value());
      assertThat(operation.getError().getMessage())
          .endsWith("/team/none:1: registry " + registry.host() + " has no such image");
    }
  }

  @Test
  void anImageCanBeNamedByAnIdOfTheServerAndItsPasswordByThatOfASecret() throws IOException {
    try (TestRegistry registry = registry()) {
      Files.writeString(elsewhere.resolve("password"), PASSWORD);
      resources(
          "docker-images: {bb: {image: \""
              + registry.image()
              + "\", username: puller, password-secret: login}}\n"
              + "secrets: {login: {file: "
              + elsewhere.resolve("password")
              + "}}");
      JobParameters.Builder parameters = parameters("cat /etc/rowrun-image");
      parameters.getEnvBuilder().setDockerImageResourceId("bb");

      assertThat(stack.log(stack.run(parameters))).contains("busybox\n");
      registry.forgetImage();
      JobParameters.Builder bySecret = parameters("cat /etc/rowrun-image");
      bySecret
          .getEnvBuilder()
          .setDockerImageSpec(
              DockerImageSpec.newBuilder()
                  .setImageUrl(registry.image())
                  .setUsername("puller")
                  .setPasswordDsSecretName("login"));
      assertThat(stack.log(stack.run(bySecret))).contains("busybox\n");
    }
  }

  @Test
  void anIdThatTheServerDoesNotKnowIsRefused() {
    JobParameters.Builder parameters = parameters("true");
    parameters.getEnvBuilder().setDockerImageResourceId("none");

    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> stack.create(parameters));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal).hasMessageContaining("env.docker_image_resource_id: 'none'");
  }

  @Test
  void aGracefulCancelReachesTheProgramInTheContainer() {
    JobParameters.Builder parameters =
        parameters(
                "sh -c 'trap \"echo got it; exit 0\" INT; echo ready; while :; do sleep 0.05; done'")
            .setGracefulShutdownParameters(
                GracefulShutdownParameters.newBuilder()
                    .setSignal(2)
                    .setTimeout(Duration.newBuilder().setSeconds(60)));
    parameters.getEnvBuilder().setDockerImageSpec(local());
    String jobId = stack.run(parameters);
    Path stdout = root.resolve("jobs/" + jobId + "/stdout");
    await().until(() -> Files.exists(stdout) && Files.readString(stdout).equals("ready\n"));

    stack.jobs.cancel(
        CancelProjectJobRequest.newBuilder().setJobId(jobId).setGraceful(true).build());

    stack.awaitStatus(jobId, JobStatus.CANCELLED);
    assertThat(stdout).hasContent("ready\ngot it\n");
  }

  private TestRegistry registry() throws IOException {
    return TestRegistry.start(Files.createDirectories(elsewhere.resolve("registry")), PASSWORD);
  }

  private void resources(String yaml) throws IOException {
    Files.writeString(root.resolve("rowrun.yaml"), yaml);
  }

  private static DockerImageSpec local() {
    return DockerImageSpec.newBuilder().setImageUrl(TestContainers.image()).build();
  }

  private static JobParameters.Builder withLogin(String image, String password) {
    JobParameters.Builder parameters = parameters("cat /etc/rowrun-image");
    parameters
        .getEnvBuilder()
        .setDockerImageSpec(
            DockerImageSpec.newBuilder()
                .setImageUrl(image)
                .setUsername(TestRegistry.USER)
                .setPasswordPlainText(password));
    return parameters;
  }

  private Operation end(JobParameters.Builder parameters) {
    return stack.awaitDone(stack.execute(stack.create(parameters).getJobId()).getId());
  }

  private static String jobId(Operation operation) {
    return Stack.unpack(
            operation.getMetadata(),
            io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata.class)
        .getMetadata()
        .getId();
  }

  /** Neither in the files of the job nor in the store. */
  private void assertNowhere(String secret) throws IOException {
    byte[] wanted = secret.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(
                          com.google.protobuf.ByteString.copyFrom(Files.readAllBytes(file))
                              .toString(StandardCharsets.ISO_8859_1)
                              .contains(new String(wanted, StandardCharsets.ISO_8859_1)))
                      .as("%s holds it", file)
                      .isFalse());
    }
  }
}
