package io.rowrun.executor.service;

import static io.rowrun.executor.service.JobLifeTest.assertFails;
import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.rowrun.executor.job.Ids;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.OutputDataset;
import io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc;
import io.rowrun.proto.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datasets that jobs make, and the jobs that read them. */
final class OutputDatasetTest extends OnStack {
  @Test
  void whatOneJobMadeALaterOneReads() throws IOException {
    OutputDatasetDesc desc =
        OutputDatasetDesc.newBuilder()
            .setName("squares")
            .setDescription("of small numbers")
            .putLabels("kind", "numbers")
            .setSizeGb(1)
            .setVar("OUT")
            .build();
    String maker =
        stack.run(
            parameters("mkdir ${OUT}/d; echo 4 > ${OUT}/d/two; ln -s d/two ${OUT}/link")
                .addOutputDatasets(desc));
    stack.awaitStatus(maker, JobStatus.SUCCESS);

    List<OutputDataset> made = stack.get(maker).getOutputDatasetsList();
    assertThat(made)
        .containsExactly(
            OutputDataset.newBuilder().setDesc(desc).setId(Ids.dataset(maker, 0)).build());
    String id = made.get(0).getId();
    assertThat(id).matches("[0-9a-z]{20}");
    String reader =
        stack.run(parameters("cat ${" + id + "}/d/two ${" + id + "}/link").addDatasetIds(id));
    stack.awaitStatus(reader, JobStatus.SUCCESS);
    assertThat(stack.log(reader)).startsWith("4\n4\n");
    assertThat(Files.getPosixFilePermissions(root.resolve("datasets/p1/" + id + "/d/two")))
        .as("nobody changes it any more")
        .doesNotContain(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE);
  }

  @Test
  void theOperationTellsOfThem() {
    String jobId = stack.create(making("true", dataset("a"), dataset("b"))).getJobId();

    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(Stack.executeResponse(operation).getOutputDatasetsList())
        .isEqualTo(stack.get(jobId).getOutputDatasetsList())
        .extracting(OutputDataset::getId)
        .containsExactly(Ids.dataset(jobId, 0), Ids.dataset(jobId, 1));
  }

  @Test
  void anotherProjectDoesNotSeeIt() {
    String maker = stack.run(making("true", dataset("d")));
    stack.awaitStatus(maker, JobStatus.SUCCESS);
    String id = stack.get(maker).getOutputDatasets(0).getId();

    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "dataset_ids: '" + id + "' is not the id of a dataset that the project may use",
        () -> stack.create(parameters("true").addDatasetIds(id), "p2"));
  }

  @Test
  void aJobThatFailsMakesNone() throws IOException {
    String jobId = stack.run(making("echo x > ${D}/f; exit 3", dataset("d")));
    stack.awaitStatus(jobId, JobStatus.ERROR);

    assertThat(stack.get(jobId).getOutputDatasetsList()).isEmpty();
    assertNothingIsKept();
  }

  @Test
  void aJobThatIsCancelledMakesNone() throws IOException {
    String jobId = stack.run(making("echo x > ${D}/f; echo ready; sleep 60", dataset("d")));
    stack.awaitStatus(jobId, JobStatus.EXECUTING);

    stack.jobs.cancel(CancelProjectJobRequest.newBuilder().setJobId(jobId).build());

    stack.awaitStatus(jobId, JobStatus.CANCELLED);
    assertThat(stack.get(jobId).getOutputDatasetsList()).isEmpty();
    assertNothingIsKept();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          truncate -s 1073741825 ${D}/f  | its files have more than the 1073741824 bytes of its size_gb
          rm -r ${D}                     | the program removed its directory
          rm -r ${D}; ln -s /etc ${D}    | the program removed its directory
          ln -s /etc/passwd ${D}/f       | it holds f, a link that leads out of it or nowhere
          ln -s ../../work ${D}/f        | it holds f, a link that leads out of it or nowhere
          ln -s nowhere ${D}/f           | it holds f, a link that leads out of it or nowhere
          ln -s f ${D}/f                 | it holds f, a link that leads out of it or nowhere
          mkfifo ${D}/f                  | it holds f, which is neither a file nor a directory
          """)
  void whatIsUnfitIsNotCreatedAndTheJobSaysSo(String cmd, String why) throws IOException {
    String jobId = stack.run(making(cmd, dataset("d")));

    Job job = stack.awaitStatus(jobId, JobStatus.SUCCESS);

    String message = "output dataset 'd' was not created: " + why;
    assertThat(job.getOutputDatasetsList()).isEmpty();
    assertThat(job.getStatusDetails()).isEqualTo(message);
    assertThat(job.getFileErrorsList())
        .containsExactly(
            FileUploadError.newBuilder()
                .setOutputFileDesc(
                    io.rowrun.proto.datasphere.v2.jobs.FileDesc.newBuilder()
                        .setPath("d")
                        .setVar("D"))
                .setDescription(message)
                .setType(FileUploadError.ErrorType.UPLOAD_FAILED)
                .build());
    assertThat(stack.log(jobId)).contains(message);
    assertNothingIsKept();
  }

  @Test
  void oneUnfitDatasetDoesNotHinderTheOther() {
    String jobId = stack.run(making("mkfifo ${A}/f; echo x > ${B}/f", dataset("a"), dataset("b")));

    Job job = stack.awaitStatus(jobId, JobStatus.SUCCESS);

    assertThat(job.getOutputDatasetsList())
        .extracting(OutputDataset::getId)
        .containsExactly(Ids.dataset(jobId, 1));
    assertThat(job.getFileErrorsCount()).isEqualTo(1);
  }

  private void assertNothingIsKept() throws IOException {
    Path kept = root.resolve("datasets/p1");
    if (Files.exists(kept)) {
      try (Stream<Path> all = Files.list(kept)) {
        assertThat(all).isEmpty();
      }
    }
  }

  private static JobParameters.Builder making(String cmd, OutputDatasetDesc... datasets) {
    return parameters(cmd).addAllOutputDatasets(List.of(datasets));
  }

  private static OutputDatasetDesc dataset(String name) {
    return OutputDatasetDesc.newBuilder()
        .setName(name)
        .setSizeGb(1)
        .setVar(name.toUpperCase(java.util.Locale.ROOT))
        .build();
  }
}
