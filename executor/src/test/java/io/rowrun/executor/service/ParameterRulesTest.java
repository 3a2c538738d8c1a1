package io.rowrun.executor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.rowrun.executor.environment.Environments;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InstanceTypes;
import io.rowrun.executor.launcher.ContainerEngines;
import io.rowrun.executor.launcher.JobImages;
import io.rowrun.executor.resource.ResourceRules;
import io.rowrun.executor.resource.Resources;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc;
import io.rowrun.proto.datasphere.v2.jobs.SparkParameters;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ParameterRulesTest {
  private static final Path DIRECTORY = Path.of("/data/jobs/j1");
  private static final Resources RESOURCES = Resources.of(Path.of("/nowhere"));

  private static final ParameterRules RULES =
      new ParameterRules(
          new InstanceTypes(8, 0),
          new ProjectDirectories(Path.of("/nowhere")),
          Environments.of(Path.of("/nowhere")),
          new ResourceRules(RESOURCES, (project, dataset) -> false),
          new JobImages(RESOURCES, ContainerEngines.of(Path.of("/nowhere"))));

  @Test
  void aJobThatUsesEverythingWeHaveIsTaken() {
    JobParameters parameters =
        Stack.parameters("cat ${A-1} ${B} > ${OUT}; echo ${RATE} $HOME $((1+2))")
            .addInputFiles(Stack.file("/abs/a", "A-1", new byte[1]))
            .addInputFiles(Stack.file("dir/b", "B", new byte[2]))
            .addOutputFiles(desc("out", "OUT"))
            .addArguments(Argument.newBuilder().setName("RATE").setValue("0.5"))
            .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.8"))
            .setEnv(
                io.rowrun.proto.datasphere.v2.jobs.Environment.newBuilder()
                    .putVars("A-B", "no shell name"))
            .build();

    assertThatCode(() -> check(parameters)).doesNotThrowAnyException();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("cmd is required", p -> p.setCmd("  ")),
        mistake("cmd contains a NUL character, at position 2", p -> p.setCmd("a\0b")),
        mistake(
            "cmd must be shorter than 131072 bytes with its variables replaced: it has 200000",
            p ->
                p.setCmd("${A}${A}")
                    .addArguments(
                        Argument.newBuilder().setName("A").setValue("x".repeat(100_000)))),
        mistake("${WHO}", p -> p.setCmd("echo ${WHO}")),
        mistake("/etc/passwd", p -> p.addInputFiles(Stack.file("/etc/passwd", "", new byte[1]))),
        mistake("a/../../b", p -> p.addInputFiles(Stack.file("a/../../b", "", new byte[1]))),
        mistake("../out", p -> p.addOutputFiles(desc("../out", ""))),
        mistake(
            "V",
            p -> p.addInputFiles(Stack.file("a", "V", new byte[1])).addOutputFiles(desc("b", "V"))),
        mistake(
            "sha256 of input file 'a' must be 64 hexadecimal digits: 'abc'",
            p -> p.addInputFiles(Stack.file("a", "", new byte[1]).toBuilder().setSha256("abc"))),
        mistake(
            "size_bytes of input file 'a' must be 0 or more: -1",
            p -> p.addInputFiles(Stack.file("a", "", new byte[1]).toBuilder().setSizeBytes(-1))),
        mistake(
            "env.vars: 'A=B' is no name of an environment variable",
            p -> p.getEnvBuilder().putVars("A=B", "x")),
        mistake(
            "env.vars: '' is no name of an environment variable",
            p -> p.getEnvBuilder().putVars("", "x")),
        mistake(
            "env.vars: 'ROWRUN_EXECUTION' is reserved",
            p -> p.getEnvBuilder().putVars("ROWRUN_EXECUTION", "x")),
        mistake(
            "env.vars: the value of 'A' contains a NUL character",
            p -> p.getEnvBuilder().putVars("A", "\0")),
        mistake(
            "env.vars: 'A' and its value must be shorter than 131072 bytes: 131074",
            p -> p.getEnvBuilder().putVars("A", "x".repeat(131_072))),
        mistake(
            "s3_mount_ids: 's' is not the id of an S3 mount that the project may use",
            p -> p.addS3MountIds("s")),
        mistake(
            "dataset_ids: 'd' is not the id of a dataset that the project may use",
            p -> p.addDatasetIds("d")),
        mistake(
            "spark_parameters.connector_id: 'c' is not the id of a Spark connector",
            p -> p.setSparkParameters(SparkParameters.newBuilder().setConnectorId("c"))),
        mistake(
            "size_gb of extended_working_storage must be 1 to 1048576: 0",
            p -> p.getExtendedWorkingStorageBuilder()),
        mistake(
            "size_gb of extended_working_storage must be 1 to 1048576: 1048577",
            p -> p.getExtendedWorkingStorageBuilder().setSizeGb(1_048_577)),
        mistake(
            "name of an output dataset must have 1 to 200 characters: ''",
            p -> p.addOutputDatasets(dataset("", 1, "D"))),
        mistake(
            "size_gb of output dataset 'd' must be 1 to 1048576: -1",
            p -> p.addOutputDatasets(dataset("d", -1, "D"))),
        mistake(
            "output dataset 'd' needs a var: by it cmd knows where to write the data",
            p -> p.addOutputDatasets(dataset("d", 1, ""))),
        mistake(
            "variable 'a b' of output dataset 'd' is no name",
            p -> p.addOutputDatasets(dataset("d", 1, "a b"))),
        mistake(
            "output dataset 'd' is declared twice",
            p -> p.addOutputDatasets(dataset("d", 1, "A")).addOutputDatasets(dataset("d", 1, "B"))),
        mistake(
            "cmd names ${DS_PROJECT_HOME}, but attach_project_disk is not set",
            p -> p.setCmd("ls ${DS_PROJECT_HOME}")),
        mistake(
            "variable DS_PROJECT_HOME is reserved: it names the project disk",
            p -> p.addOutputDatasets(dataset("d", 1, "DS_PROJECT_HOME"))),
        mistake(
            "variable A is declared twice",
            p ->
                p.addInputFiles(Stack.file("in", "A", new byte[0]))
                    .addOutputDatasets(dataset("d", 1, "A"))),
        mistake("cloud_instance_types is required", JobParameters.Builder::clearCloudInstanceTypes),
        mistake(
            "env.docker_image_spec.image_url must name an image as in"
                + " registry.example:5000/team/name:tag: 'oci:/etc'",
            p -> p.getEnvBuilder().setDockerImageSpec(image("oci:/etc"))),
        mistake(
            "registry.example:5000/team/name:tag: '--privileged'",
            p -> p.getEnvBuilder().setDockerImageSpec(image("--privileged"))),
        mistake(
            "registry.example:5000/team/name:tag: ''",
            p -> p.getEnvBuilder().setDockerImageSpec(image(""))),
        mistake(
            "env.docker_image_spec needs a password for the username 'u'",
            p -> p.getEnvBuilder().setDockerImageSpec(image("a").setUsername("u"))),
        mistake(
            "env.docker_image_spec.username is required beside a password",
            p -> p.getEnvBuilder().setDockerImageSpec(image("a").setPasswordPlainText("x"))),
        mistake(
            "env.docker_image_spec.password_ds_secret_name: 's' is not the name of a secret",
            p ->
                p.getEnvBuilder()
                    .setDockerImageSpec(image("a").setUsername("u").setPasswordDsSecretName("s"))),
        mistake(
            "env.docker_image_resource_id: 'system-python' is not the id of a docker image",
            p -> p.getEnvBuilder().setDockerImageResourceId("system-python")),
        mistake(
            "unknown instance type 'c9'; known are c1.4",
            p -> p.addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c9"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsNamed(String message, Consumer<JobParameters.Builder> change) {
    ExecutorException refusal = refusal(change);

    assertThat(refusal).hasMessageContaining(message);
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  private static DockerImageSpec.Builder image(String url) {
    return DockerImageSpec.newBuilder().setImageUrl(url);
  }

  private static OutputDatasetDesc dataset(String name, long sizeGb, String var) {
    return OutputDatasetDesc.newBuilder().setName(name).setSizeGb(sizeGb).setVar(var).build();
  }

  @Test
  void aTypeThatCanNeverFitIsRefusedWithTheReason() {
    ExecutorException refusal =
        refusal(
            p ->
                p.clearCloudInstanceTypes()
                    .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.80"))
                    .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("gt4.1")));

    assertThat(refusal)
        .hasMessage(
            "no wanted instance type fits this host: c1.80 needs 80 vCPUs, the host has 8; gt4.1"
                + " needs 1 GPU, the host has 0");
    assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
  }

  @Test
  void aSha256MayHaveCapitals() {
    File file = Stack.file("a", "", new byte[1]);
    JobParameters parameters =
        Stack.parameters("true")
            .addInputFiles(file.toBuilder().setSha256(file.getSha256().toUpperCase()))
            .build();

    assertThatCode(() -> check(parameters)).doesNotThrowAnyException();
  }

  private static ExecutorException refusal(Consumer<JobParameters.Builder> change) {
    JobParameters.Builder parameters = Stack.parameters("true");
    change.accept(parameters);
    return catchThrowableOfType(ExecutorException.class, () -> check(parameters.build()));
  }

  private static void check(JobParameters parameters) {
    RULES.check("p1", ParameterProtos.fromWire(parameters), DIRECTORY);
  }

  private static Arguments mistake(String message, Consumer<JobParameters.Builder> change) {
    return arguments(message, change);
  }

  private static FileDesc desc(String path, String var) {
    return FileDesc.newBuilder().setPath(path).setVar(var).build();
  }
}
