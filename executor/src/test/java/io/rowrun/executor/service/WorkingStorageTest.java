package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.rowrun.proto.datasphere.v2.jobs.ExtendedWorkingStorage;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc;
import io.rowrun.proto.operation.Operation;
import org.junit.jupiter.api.Test;

/** The quota of what a job may write: its extended working storage. */
final class WorkingStorageTest extends OnStack {
  @Test
  void aJobThatWritesMoreIsKilled() {
    assertExceeded("fallocate -l 1100M big; sleep 600");
  }

  @Test
  void whatIsWrittenForADatasetCounts() {
    assertExceeded("fallocate -l 600M big; fallocate -l 500M ${D}/big; sleep 600");
  }

  @Test
  void aJobThatEndsBeforeItWasSeenToWriteMoreFailsToo() {
    assertExceeded("fallocate -l 1100M big");
  }

  @Test
  void whatTheJobHasNotWrittenDoesNotCount() {
    String jobId =
        stack.run(
            limited(
                "truncate -s 5G hole; ln -s /usr usr; fallocate -l 700M one; ln one two;"
                    + " rm one two; fallocate -l 700M three; rm three; echo done"));

    stack.awaitStatus(jobId, JobStatus.SUCCESS);
    assertThat(stack.log(jobId)).isEqualTo("done\n");
  }

  @Test
  void aJobWithoutQuotaMayWriteAsMuch() {
    String jobId = stack.run(parameters("fallocate -l 1100M big"));

    stack.awaitStatus(jobId, JobStatus.SUCCESS);
  }

  @Test
  void whatWasWrittenBeforeIsKept() {
    String jobId =
        stack
            .create(
                limited("echo before > out; fallocate -l 1100M big; sleep 600")
                    .addOutputFiles(FileDesc.newBuilder().setPath("out")))
            .getJobId();
    stack.awaitDone(stack.execute(jobId).getId());

    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.ERROR);
    assertThat(stack.get(jobId).getOutputFilesList())
        .extracting(file -> file.getDesc().getPath())
        .containsExactly("out");
  }

  private void assertExceeded(String cmd) {
    String jobId =
        stack
            .create(
                limited(cmd)
                    .addOutputDatasets(
                        OutputDatasetDesc.newBuilder().setName("d").setSizeGb(2).setVar("D")))
            .getJobId();

    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(operation.getError().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    assertThat(operation.getError().getMessage())
        .matches(
            "working storage: the job has written 11534\\d{5} bytes, more than the 1073741824 of"
                + " its extended_working_storage");
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.ERROR);
    assertThat(stack.get(jobId).getStatusDetails()).isEqualTo(operation.getError().getMessage());
    assertThat(stack.get(jobId).getOutputDatasetsList()).isEmpty();
    assertThat(stack.log(jobId)).contains(operation.getError().getMessage());
  }

  private static JobParameters.Builder limited(String cmd) {
    return parameters(cmd)
        .setExtendedWorkingStorage(
            ExtendedWorkingStorage.newBuilder()
                .setType(ExtendedWorkingStorage.StorageType.SSD)
                .setSizeGb(1));
  }
}
