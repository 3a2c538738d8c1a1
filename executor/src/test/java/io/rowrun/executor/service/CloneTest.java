package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.parameters;
import static io.rowrun.executor.service.Stack.request;
import static io.rowrun.executor.service.Stack.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.operation.Operation;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clone: what is taken over, what is different, what is refused. */
final class CloneTest {
  @TempDir Path root;
  private Stack stack;
  private String source;

  @BeforeEach
  void open() {
    stack = new Stack(root);
    JobParameters.Builder parameters =
        parameters("cat ${IN} notes; echo ${RATE} $MODE $KEEP; echo made > ${OUT}")
            .addInputFiles(Stack.file("/home/me/in.csv", "IN", utf8("old ")))
            .addInputFiles(Stack.file("notes", "", utf8("notes ")))
            .addOutputFiles(FileDesc.newBuilder().setPath("out").setVar("OUT"))
            .addArguments(Argument.newBuilder().setName("RATE").setValue("0.1"));
    parameters.getEnvBuilder().putVars("MODE", "slow").putVars("KEEP", "kept");
    source =
        Stack.unpack(
                stack
                    .jobs
                    .create(request(parameters).setName("n").setDesc("d").setConfig("c").build())
                    .getResponse(),
                io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse.class)
            .getJobId();
    stack.upload(source, "/home/me/in.csv", utf8("old "), 100);
    stack.upload(source, "notes", utf8("notes "), 100);
  }

  @AfterEach
  void close() throws InterruptedException {
    stack.close();
  }

  @Test
  void aCloneWithoutOverridesDoesTheSameAndNeedsNoFiles() {
    Operation operation = clone(CloneProjectJobRequest.newBuilder());
    var response = Stack.unpack(operation.getResponse(), CloneProjectJobResponse.class);
    var metadata = Stack.unpack(operation.getMetadata(), CloneProjectJobMetadata.class);

    assertThat(operation.getDone()).isTrue();
    assertThat(metadata.getJobId()).isEqualTo(response.getJobId());
    assertThat(metadata.getProjectId()).isEqualTo(Stack.PROJECT);
    assertThat(response.getUploadFilesList()).isEmpty();
    Job clone = stack.get(response.getJobId());
    Job original = stack.get(source);
    assertThat(clone.getParentJobId()).isEqualTo(source);
    assertThat(clone.getJobParameters()).isEqualTo(original.getJobParameters());
    assertThat(clone.getName()).isEqualTo("n");
    assertThat(clone.getDesc()).isEqualTo("d");
    assertThat(clone.getConfig()).isEqualTo("c");
    stack.awaitDone(stack.execute(clone.getId()).getId());
    assertThat(stack.log(clone.getId())).isEqualTo("old notes 0.1 slow kept\n");
    assertThat(stack.operation(operation.getId())).isEqualTo(operation);
  }

  @Test
  void overridesReplaceWhatTheyNameAndOnlyNewBytesAreAskedFor() {
    JobParameters.Builder overrides =
        JobParameters.newBuilder()
            .addInputFiles(Stack.file("other.csv", "IN", utf8("new ")))
            .addOutputFiles(FileDesc.newBuilder().setPath("elsewhere").setVar("OUT"))
            .addArguments(Argument.newBuilder().setName("RATE").setValue("0.9"))
            .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.8"));
    overrides.getEnvBuilder().putVars("MODE", "fast");
    Operation operation =
        clone(
            CloneProjectJobRequest.newBuilder()
                .setName("clone")
                .setJobParametersOverrides(overrides));
    var response = Stack.unpack(operation.getResponse(), CloneProjectJobResponse.class);
    String cloneId = response.getJobId();

    assertThat(response.getUploadFilesList())
        .singleElement()
        .matches(file -> file.getFile().getDesc().getPath().equals("other.csv"));
    stack.upload(cloneId, "other.csv", utf8("new "), 100);
    Operation run = stack.awaitDone(stack.execute(cloneId).getId());
    assertThat(stack.log(cloneId)).isEqualTo("new notes 0.9 fast kept\n");
    assertThat(Stack.executeResponse(run).getOutputFilesList())
        .singleElement()
        .matches(file -> file.getFile().getDesc().getPath().equals("elsewhere"));
    Job clone = stack.get(cloneId);
    assertThat(clone.getName()).isEqualTo("clone");
    assertThat(clone.getDesc()).isEqualTo("d");
    assertThat(clone.getActualCloudInstanceType().getName()).isEqualTo("c1.8");
    assertThat(stack.get(source).getStatus()).isEqualTo(JobStatus.CREATING);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "job_parameters_overrides.arguments: the source job has no argument 'SPEED'",
            p -> p.addArguments(Argument.newBuilder().setName("SPEED").setValue("1"))),
        mistake(
            "job_parameters_overrides.input_files: the source job has no input file of variable"
                + " 'DATA'",
            p -> p.addInputFiles(Stack.file("x", "DATA", new byte[1]))),
        mistake(
            "job_parameters_overrides.input_files: the source job has no input file 'x' without a"
                + " variable",
            p -> p.addInputFiles(Stack.file("x", "", new byte[1]))),
        mistake(
            "job_parameters_overrides.output_files: the source job has no output file of variable"
                + " 'RESULT'",
            p -> p.addOutputFiles(FileDesc.newBuilder().setPath("x").setVar("RESULT"))),
        mistake("'../up'", p -> p.addOutputFiles(desc("../up/..", "OUT"))),
        mistake("unknown instance type 'x9'", p -> p.addCloudInstanceTypes(type("x9"))));
  }

  private static FileDesc desc(String path, String var) {
    return FileDesc.newBuilder().setPath(path).setVar(var).build();
  }

  private static CloudInstanceType type(String name) {
    return CloudInstanceType.newBuilder().setName(name).build();
  }

  private static Arguments mistake(String message, Consumer<JobParameters.Builder> change) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsNamed(String message, Consumer<JobParameters.Builder> change) {
    JobParameters.Builder overrides = JobParameters.newBuilder();
    change.accept(overrides);

    assertFails(
        Status.Code.INVALID_ARGUMENT,
        message.startsWith("'../up'") ? "names no file" : message,
        CloneProjectJobRequest.newBuilder().setJobParametersOverrides(overrides));
  }

  @Test
  void outputsOfACloneMustNotContainEachOther() {
    String two =
        stack
            .create(
                parameters("true").addOutputFiles(desc("a", "A")).addOutputFiles(desc("b", "B")))
            .getJobId();

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                stack.jobs.clone(
                    CloneProjectJobRequest.newBuilder()
                        .setSourceJobId(two)
                        .setJobParametersOverrides(
                            JobParameters.newBuilder().addOutputFiles(desc("a/c", "B")))
                        .build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal)
        .hasMessageContaining(
            "output_files: 'a/c' cannot be below 'a': output paths must not contain each other");
  }

  @Test
  void aSourceWithoutDataIsRefusedAndAnUnknownOneIsNotFound() {
    stack.awaitDone(stack.execute(source).getId());
    stack.jobs.deleteData(DeleteProjectJobDataRequest.newBuilder().setJobId(source).build());

    assertFails(
        Status.Code.FAILED_PRECONDITION,
        "the data of job " + source + " was cleared",
        CloneProjectJobRequest.newBuilder());
    source = "jnone";
    assertFails(Status.Code.NOT_FOUND, "Unknown job jnone", CloneProjectJobRequest.newBuilder());
    source = "";
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "source_job_id is required",
        CloneProjectJobRequest.newBuilder());
  }

  private Operation clone(CloneProjectJobRequest.Builder request) {
    return stack.jobs.clone(request.setSourceJobId(source).build());
  }

  private void assertFails(
      Status.Code code, String message, CloneProjectJobRequest.Builder request) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> clone(request));
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    assertThat(refusal).hasMessageContaining(message);
  }
}
