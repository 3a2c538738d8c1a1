package io.rowrun.executor.service;

import static io.rowrun.executor.service.JobLifeTest.assertFails;
import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.SparkParameters;
import io.rowrun.proto.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs use of their server's {@code rowrun.yaml} and of their project, by id. */
final class ResourceTest {
  private static final String MOUNT = "bt1aaaaaaaaaaaaaaaaa";
  private static final String DATASET = "bt1bbbbbbbbbbbbbbbbb";

  @TempDir Path root;
  @TempDir Path host;
  private Stack stack;

  @BeforeEach
  void open() {
    stack = new Stack(root);
  }

  @AfterEach
  void close() throws InterruptedException {
    stack.close();
  }

  @Test
  void mountsAndDatasetsAreDirectoriesUnderTheirIds() throws IOException {
    Files.writeString(Files.createDirectories(host.resolve("raw")).resolve("in.txt"), "of s3\n");
    Files.writeString(Files.createDirectories(host.resolve("ref")).resolve("ref.txt"), "of data\n");
    configure(
        """
        mounts: {%s: {path: %s}}
        datasets: {%s: {path: %s}}
        """
            .formatted(MOUNT, host.resolve("raw"), DATASET, host.resolve("ref")));
    String cmd =
        "cat ${%1$s}/in.txt ${%2$s}/ref.txt; echo new > ${%1$s}/out.txt; pwd; echo ${%1$s}"
            .formatted(MOUNT, DATASET);

    String jobId = succeed(parameters(cmd).addS3MountIds(MOUNT).addDatasetIds(DATASET));

    Path directory = root.toRealPath().resolve("jobs").resolve(jobId);
    assertThat(stack.log(jobId))
        .isEqualTo(
            "of s3\nof data\n"
                + directory.resolve("work")
                + "\n"
                + directory.resolve("s3/" + MOUNT)
                + "\n");
    assertThat(host.resolve("raw/out.txt")).hasContent("new");
    // the links are gone with the job, what they led to is not
    assertThat(directory.resolve("s3")).doesNotExist();
    assertThat(directory.resolve("datasets")).doesNotExist();
    assertThat(host.resolve("ref/ref.txt")).exists();
  }

  @Test
  void whatIsMountedIsNoOutputOfTheJob() throws IOException {
    Files.writeString(Files.createDirectories(host.resolve("raw")).resolve("in.txt"), "of s3");
    configure("mounts: {%s: {path: %s}}".formatted(MOUNT, host.resolve("raw")));

    String jobId =
        succeed(
            parameters("ln -s ${" + MOUNT + "}/in.txt out; ln -s ${" + MOUNT + "} dir")
                .addS3MountIds(MOUNT)
                .addOutputFiles(Stack.file("out", "", new byte[0]).getDesc())
                .addOutputFiles(Stack.file("dir", "", new byte[0]).getDesc()));

    assertThat(stack.get(jobId).getOutputFilesList()).isEmpty();
    assertThat(stack.get(jobId).getFileErrorsList())
        .extracting(error -> error.getDescription())
        .containsExactly(
            "output file 'out': it is a link that leads out of the working directory",
            "output file 'dir': it is a link that leads out of the working directory");
  }

  @Test
  void unknownIdsAndThoseOfOtherProjectsAreRefusedByName() throws IOException {
    configure(
        """
        mounts: {m: {path: /srv, projects: [other]}}
        datasets: {d: {path: /srv, projects: [other]}}
        spark-connectors: {s: {projects: [other]}}
        """);

    for (String id : new String[] {"m", "unknown"}) {
      assertRefused(
          "s3_mount_ids: '" + id + "' is not the id of an S3 mount that the project may use",
          parameters("true").addS3MountIds(id));
    }
    for (String id : new String[] {"d", "m"}) {
      assertRefused(
          "dataset_ids: '" + id + "' is not the id of a dataset that the project may use",
          parameters("true").addDatasetIds(id));
    }
    for (String id : new String[] {"s", "t", ""}) {
      assertRefused(
          "spark_parameters.connector_id: '"
              + id
              + "' is not the id of a Spark connector that the"
              + " project may use",
          parameters("true").setSparkParameters(SparkParameters.newBuilder().setConnectorId(id)));
    }
    stack.create(parameters("true").addS3MountIds("m").addDatasetIds("d"), "other");
  }

  @Test
  void namesOfAllKindsAreDifferent() throws IOException {
    configure("mounts: {m: {path: /srv}}");

    assertRefused(
        "variable m is declared twice",
        parameters("true")
            .addS3MountIds("m")
            .addArguments(Argument.newBuilder().setName("m").setValue("v")));
    assertRefused(
        "variable m is declared twice", parameters("true").addS3MountIds("m").addS3MountIds("m"));
  }

  @Test
  void aMountWhoseDirectoryIsMissingEndsTheJob() throws IOException {
    configure("mounts: {m: {path: /nowhere/at/all}}");
    String jobId = stack.create(parameters("true").addS3MountIds("m")).getJobId();

    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(operation.getError().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION.value());
    assertThat(operation.getError().getMessage())
        .isEqualTo("S3 mount 'm' cannot be mounted: its directory on the server is missing");
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.ERROR);
  }

  @Test
  void aBrokenFileStopsOnlyJobsThatNeedIt() throws IOException {
    configure("mounts:\n  m: {path: /srv, colour: red}\n");

    assertFails(
        Status.Code.FAILED_PRECONDITION,
        "the resources of this server cannot be read: rowrun.yaml, line 2: mounts.m has the unknown"
            + " key 'colour'; known are path, projects, read-only",
        () -> stack.create(parameters("true").addS3MountIds("m")));
    succeed(parameters("true"));
  }

  @Test
  void theProjectDiskIsKeptOverJobs() throws IOException {
    succeed(parameters("echo kept > ${DS_PROJECT_HOME}/f").setAttachProjectDisk(true));
    String second =
        succeed(parameters("cat \"$DS_PROJECT_HOME/f\"; pwd").setAttachProjectDisk(true));

    assertThat(stack.log(second)).startsWith("kept\n");
    assertThat(root.resolve("projects/p1/home/f")).hasContent("kept");
    String without = succeed(parameters("echo \"[$DS_PROJECT_HOME]\""));
    assertThat(stack.log(without)).isEqualTo("[]\n");
  }

  @Test
  void projectsDoNotShareTheirDisks() {
    succeed(parameters("echo one > ${DS_PROJECT_HOME}/f").setAttachProjectDisk(true));

    String other =
        stack
            .create(parameters("ls ${DS_PROJECT_HOME}").setAttachProjectDisk(true), "p2")
            .getJobId();
    stack.awaitDone(stack.execute(other).getId());

    assertThat(stack.log(other)).isEmpty();
    assertThat(stack.get(other).getStatus()).isEqualTo(JobStatus.SUCCESS);
  }

  @Test
  void aSparkConnectorGivesItsVariables() throws IOException {
    configure(
        "spark-connectors: {s: {environment: {SPARK_MASTER_URL: 'spark://h:7077', A: of it}}}");

    JobParameters.Builder parameters =
        parameters("echo $SPARK_MASTER_URL $A")
            .setSparkParameters(SparkParameters.newBuilder().setConnectorId("s"));
    String jobId = succeed(parameters);
    parameters.getEnvBuilder().putVars("A", "of the job");
    String own = succeed(parameters);

    assertThat(stack.log(jobId)).isEqualTo("spark://h:7077 of it\n");
    assertThat(stack.log(own)).isEqualTo("spark://h:7077 of the job\n");
  }

  @Test
  void secretsAreVariablesByNameAndNowhereElse() throws IOException {
    configure(
        """
        secrets:
          MY-SECRET: {value: hunter2, job-env: true}
          OTHERS: {value: hunter3, job-env: true, projects: [other]}
          REGISTRY: {value: hunter4}
        """);

    String jobId =
        succeed(parameters("printenv MY-SECRET | wc -c; printenv OTHERS REGISTRY; true"));

    assertThat(stack.log(jobId)).isEqualTo("8\n");
    assertThat(stack.get(jobId).toString()).doesNotContain("hunter");
    try (Stream<Path> all = Files.walk(root)) {
      assertThat(all.filter(Files::isRegularFile).filter(f -> !f.endsWith("rowrun.yaml")))
          .allSatisfy(
              file ->
                  assertThat(
                          new String(
                              Files.readAllBytes(file),
                              java.nio.charset.StandardCharsets.ISO_8859_1))
                      .as(file.toString())
                      .doesNotContain("hunter"));
    }
  }

  @Test
  void aSecretWithoutAValueEndsTheJobByName() throws IOException {
    configure("secrets: {S: {file: /nowhere/at/all, job-env: true}}");
    String jobId = stack.create(parameters("true")).getJobId();

    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(operation.getError().getMessage())
        .isEqualTo("secret 'S' has no value: its file /nowhere/at/all cannot be read");
  }

  private void configure(String yaml) throws IOException {
    Files.writeString(root.resolve("rowrun.yaml"), yaml);
  }

  private String succeed(JobParameters.Builder parameters) {
    String jobId = stack.create(parameters).getJobId();
    Operation operation = stack.awaitDone(stack.execute(jobId).getId());
    assertThat(operation.getError().getMessage()).isEmpty();
    assertThat(stack.get(jobId).getStatus()).as(stack.log(jobId)).isEqualTo(JobStatus.SUCCESS);
    return jobId;
  }

  private void assertRefused(String message, JobParameters.Builder parameters) {
    assertFails(Status.Code.INVALID_ARGUMENT, message, () -> stack.create(parameters));
  }
}
