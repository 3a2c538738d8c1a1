package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.await;
import static io.rowrun.executor.service.Stack.parameters;
import static io.rowrun.executor.service.Stack.request;
import static io.rowrun.executor.service.Stack.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.FinalizeProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.SetProjectJobDataTtlRequest;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How the data of jobs goes, on request and when its time has come, and what stays. */
final class JobDataTest extends OnStack {
  @Test
  void deleteDataRemovesFilesAndLogsAndKeepsTheRow() throws IOException {
    String jobId = ended("in 1", "echo secret-log; cat in; echo made > out");
    Job before = stack.get(jobId);
    assertThat(contents()).hasSize(2);

    Operation operation = deleteData(jobId);

    assertThat(operation.getDone()).isTrue();
    assertThat(Stack.unpack(operation.getMetadata(), DeleteProjectJobDataMetadata.class).getJobId())
        .isEqualTo(jobId);
    assertThat(operation.getResponse().is(DeleteProjectJobDataResponse.class)).isTrue();
    Job after = stack.get(jobId);
    assertThat(after)
        .isEqualTo(before.toBuilder().setDataCleared(true).setDataSizeBytes(0).build());
    assertThat(root.resolve("jobs").resolve(jobId)).doesNotExist();
    assertThat(contents()).isEmpty();
    assertThat(stack.operation(operation.getId())).isEqualTo(operation);
    assertCleared(jobId);
    assertRefused(
        "the data of job " + jobId + " was cleared",
        () -> stack.upload(jobId, "in", utf8("in 1"), 10));
  }

  private void assertCleared(String jobId) {
    String cleared = "the data of job " + jobId + " was cleared";
    assertRefused(cleared, () -> stack.log(jobId));
    assertRefused(cleared, () -> stack.execute(jobId));
    assertRefused(cleared, () -> setTtl(jobId, 10));
    assertRefused(
        cleared, () -> stack.jobs.downloadJobFiles(download(jobId, "out")).getDownloadFilesList());
    assertRefused(
        cleared,
        () ->
            FileServiceGrpc.newBlockingStub(stack.channel())
                .download(
                    DownloadRequest.newBuilder()
                        .setJobId(jobId)
                        .setKind(FileKind.OUTPUT)
                        .setPath("out")
                        .build())
                .next());
  }

  @Test
  void contentsThatAnotherJobUsesStay() throws IOException {
    String first = ended("shared", "cat in > out");
    String second = ended("shared", "true");

    deleteData(first);

    assertThat(contents()).hasSize(1);
    stack.jobs.delete(DeleteProjectJobRequest.newBuilder().setJobId(second).build());
    assertThat(contents()).isEmpty();
    CreateProjectJobResponse again =
        stack.create(parameters("true").addInputFiles(Stack.file("in", "", utf8("shared"))));
    assertThat(again.getUploadFilesCount()).isEqualTo(1);
  }

  @Test
  void dataOfARunningJobIsNotDeleted() {
    String jobId = stack.run(parameters("sleep 60"));
    stack.awaitStatus(jobId, JobStatus.EXECUTING);

    assertRefused(
        "job " + jobId + " is EXECUTING: only the data of a job that has ended can be deleted",
        () -> deleteData(jobId));

    assertThat(stack.get(jobId).getDataCleared()).isFalse();
  }

  @Test
  void deleteAllDataLeavesWhatHasNotEndedAndNamesIt() {
    String ended = ended("a", "true");
    String running = stack.run(parameters("sleep 60"));
    stack.awaitStatus(running, JobStatus.EXECUTING);

    Operation operation =
        stack.jobs.deleteAllData(
            DeleteAllProjectJobDataRequest.newBuilder().setProjectId(Stack.PROJECT).build());

    assertThat(operation.getDone()).isTrue();
    assertThat(operation.getDescription())
        .isEqualTo("Delete data of all jobs but those that have not ended: " + running);
    assertThat(
            Stack.unpack(operation.getMetadata(), DeleteAllProjectJobDataMetadata.class)
                .getProjectId())
        .isEqualTo(Stack.PROJECT);
    assertThat(operation.getResponse().is(DeleteAllProjectJobDataResponse.class)).isTrue();
    assertThat(stack.get(ended).getDataCleared()).isTrue();
    assertThat(stack.get(running).getDataCleared()).isFalse();
    await()
        .untilAsserted(
            () -> {
              assertThat(root.resolve("jobs").resolve(ended)).doesNotExist();
              assertThat(contents()).isEmpty();
            });
    stack.jobs.cancel(CancelProjectJobRequest.newBuilder().setJobId(running).build());
  }

  @Test
  void dataGoesWhenItsTimeHasCome() {
    String jobId =
        Stack.unpack(
                stack
                    .jobs
                    .create(
                        request(parameters("echo made > out").addOutputFiles(desc("out")))
                            .setDataTtl(Duration.newBuilder().setSeconds(1))
                            .build())
                    .getResponse(),
                CreateProjectJobResponse.class)
            .getJobId();
    assertThat(stack.get(jobId).hasDataExpiresAt()).isFalse();

    Operation run = stack.awaitDone(stack.execute(jobId).getId());
    Job job = stack.get(jobId);

    assertThat(job.getDataExpiresAt())
        .isEqualTo(
            Timestamps.add(job.getFinishedAt(), Duration.newBuilder().setSeconds(1).build()));
    await().until(() -> stack.get(jobId).getDataCleared());
    await()
        .untilAsserted(
            () -> {
              assertThat(root.resolve("jobs").resolve(jobId)).doesNotExist();
              assertThat(contents()).isEmpty();
            });
    assertThat(stack.get(jobId).getOutputFilesList()).isEqualTo(job.getOutputFilesList());
    assertCleared(jobId);
    Operation later = stack.operation(run.getId());
    assertThat(Stack.executeResponse(later).getOutputFilesCount()).isEqualTo(1);
  }

  @Test
  void setDataTtlRecomputesWhenAnEndedJobsDataGoes() {
    String jobId = ended("a", "true");
    assertThat(stack.get(jobId).hasDataExpiresAt()).isFalse();

    setTtl(jobId, 3600);
    Job expiring = stack.get(jobId);
    assertThat(expiring.getDataExpiresAt())
        .isEqualTo(
            Timestamps.add(
                expiring.getFinishedAt(), Duration.newBuilder().setSeconds(3600).build()));

    stack.jobs.setDataTtl(SetProjectJobDataTtlRequest.newBuilder().setJobId(jobId).build());
    assertThat(stack.get(jobId).hasDataExpiresAt()).isFalse();

    setTtl(jobId, 1);
    await().until(() -> stack.get(jobId).getDataCleared());
  }

  @Test
  void aTtlMustBeASecondToAHundredYears() {
    String jobId = ended("a", "true");

    for (long seconds : new long[] {0, -5, 36_500L * 86_400 + 1}) {
      StatusRuntimeException refusal =
          catchThrowableOfType(StatusRuntimeException.class, () -> setTtl(jobId, seconds));
      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(refusal).hasMessageContaining("ttl must be").hasMessageContaining("" + seconds);
    }
  }

  @Test
  void finalizeOfOlderClientsClearsTheDataAgainAndAgain() {
    String jobId = ended("a", "true");
    var request = FinalizeProjectJobRequest.newBuilder().setJobId(jobId).build();

    assertThat(stack.jobs.finalize(request).getJobId()).isEqualTo(jobId);
    assertThat(stack.jobs.finalize(request).getJobId()).isEqualTo(jobId);

    assertThat(stack.get(jobId).getDataCleared()).isTrue();
  }

  @Test
  void whatAJobWasStaysReadableInItsOperationsAfterItsDeletion() {
    CreateProjectJobResponse created = stack.create(parameters("exit 3"));
    Operation run = stack.awaitDone(stack.execute(created.getJobId()).getId());

    Operation deletion =
        stack.jobs.delete(
            DeleteProjectJobRequest.newBuilder().setJobId(created.getJobId()).build());

    assertThat(deletion.getResponse().is(Empty.class)).isTrue();
    assertThat(stack.operation(deletion.getId())).isEqualTo(deletion);
    Operation later = stack.operation(run.getId());
    assertThat(Stack.executeResponse(later).getResult().getReturnCode()).isEqualTo(3);
    assertThat(
            Stack.unpack(later.getMetadata(), ExecuteProjectJobMetadata.class)
                .getMetadata()
                .getId())
        .isEqualTo(created.getJobId());
  }

  @Test
  void downloadAnswersTheWantedFilesInTheirOrder() {
    String jobId = ended("in 1", "cat in; echo made > out");

    List<StorageFile> files =
        stack
            .jobs
            .downloadJobFiles(download(jobId, "stdout.txt", "out", "in"))
            .getDownloadFilesList();

    assertThat(files)
        .extracting(file -> file.getFile().getDesc().getPath())
        .containsExactly("stdout.txt", "out", "in");
    assertThat(files.get(0).getFile().getSizeBytes()).isEqualTo(4);
    assertThat(files.get(1).getFile()).isEqualTo(stack.get(jobId).getOutputFiles(0));
  }

  @Test
  void downloadNamesTheFileThatIsNotThere() {
    String jobId = ended("in 1", "true");

    assertFails(
        Status.Code.NOT_FOUND,
        "job " + jobId + " has no file 'other'",
        () -> stack.jobs.downloadJobFiles(download(jobId, "in", "other")));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "files is required",
        () -> stack.jobs.downloadJobFiles(download(jobId)));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "job_id is required",
        () -> stack.jobs.downloadJobFiles(download("", "in")));
    assertFails(
        Status.Code.NOT_FOUND,
        "Unknown job jnone",
        () -> stack.jobs.downloadJobFiles(download("jnone", "in")));
  }

  private String ended(String input, String cmd) {
    CreateProjectJobResponse created =
        stack.create(
            parameters(cmd)
                .addInputFiles(Stack.file("in", "", utf8(input)))
                .addOutputFiles(desc("out")));
    if (created.getUploadFilesCount() > 0) {
      stack.upload(created.getJobId(), "in", utf8(input), 100);
    }
    stack.awaitDone(stack.execute(created.getJobId()).getId());
    return created.getJobId();
  }

  private Operation deleteData(String jobId) {
    return stack.jobs.deleteData(DeleteProjectJobDataRequest.newBuilder().setJobId(jobId).build());
  }

  private void setTtl(String jobId, long seconds) {
    stack.jobs.setDataTtl(
        SetProjectJobDataTtlRequest.newBuilder()
            .setJobId(jobId)
            .setTtl(Duration.newBuilder().setSeconds(seconds))
            .build());
  }

  private static DownloadProjectJobFilesRequest download(String jobId, String... paths) {
    var request = DownloadProjectJobFilesRequest.newBuilder().setJobId(jobId);
    for (String path : paths) {
      request.addFiles(File.newBuilder().setDesc(desc(path)));
    }
    return request.build();
  }

  private static FileDesc desc(String path) {
    return FileDesc.newBuilder().setPath(path).build();
  }

  /** The names of all contents that are on disk. */
  private List<String> contents() throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve("files"))) {
      return all.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void assertRefused(String message, ThrowingCallable call) {
    assertFails(Status.Code.FAILED_PRECONDITION, message, call);
  }

  private static void assertFails(Status.Code code, String message, ThrowingCallable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    assertThat(refusal).hasMessageContaining(message);
  }
}
