package io.rowrun.executor.service;

import static io.rowrun.executor.service.JobLifeTest.assertFails;
import static io.rowrun.executor.service.Stack.await;
import static io.rowrun.executor.service.Stack.parameters;
import static io.rowrun.executor.service.Stack.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobStdLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobStdLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.v1.FileKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The log of a job as files. */
final class LogFileTest extends OnStack {
  @Test
  void anEndedJobHasBothStreamsAsFiles() {
    String jobId = stack.run(parameters("printf 'a\\377b'; seq 100000 >&2"));

    Job job = stack.awaitStatus(jobId, JobStatus.SUCCESS);

    byte[] err = stack.download(jobId, FileKind.LOG, "stderr.txt");
    assertThat(stack.download(jobId, FileKind.LOG, "stdout.txt"))
        .isEqualTo(new byte[] {'a', (byte) 0xff, 'b'});
    assertThat(err).hasSize(588_895).startsWith(utf8("1\n2\n"));
    assertThat(job.getLogFilesList())
        .containsExactly(
            file("stdout.txt", new byte[] {'a', (byte) 0xff, 'b'}), file("stderr.txt", err));
    assertThat(job.getDataSizeBytes()).isEqualTo(588_898);
  }

  @Test
  void aJobThatWritesNothingHasEmptyFiles() {
    String jobId = stack.run(parameters("true"));

    Job job = stack.awaitStatus(jobId, JobStatus.SUCCESS);

    assertThat(job.getLogFilesList())
        .containsExactly(file("stdout.txt", utf8("")), file("stderr.txt", utf8("")));
    assertThat(stack.download(jobId, FileKind.LOG, "stdout.txt")).isEmpty();
  }

  @Test
  void aJobThatNeverRanHasNoFiles() {
    String jobId = stack.create(parameters("true")).getJobId();
    stack.jobs.cancel(CancelProjectJobRequest.newBuilder().setJobId(jobId).build());

    assertThat(stack.get(jobId).getLogFilesList()).isEmpty();
    assertFails(
        Status.Code.NOT_FOUND,
        "job " + jobId + " has no LOG file 'stdout.txt'",
        () -> stack.download(jobId, FileKind.LOG, "stdout.txt"));
  }

  @Test
  void whatARunningJobHasWrittenCanBeFetched() {
    String jobId = stack.run(parameters("printf half; sleep 600"));

    await()
        .until(
            () -> stack.get(jobId).getStatus() == JobStatus.EXECUTING && stdoutExists(jobId),
            there -> there);
    await()
        .until(() -> new String(stack.download(jobId, FileKind.LOG, "stdout.txt")), "half"::equals);

    assertThat(stack.get(jobId).getLogFilesList()).isEmpty();
  }

  private boolean stdoutExists(String jobId) {
    return Files.exists(root.resolve("jobs").resolve(jobId).resolve("stdout"));
  }

  @Test
  void onlyItsOwnFilesCanBeFetchedByTheirOwnKind() {
    String jobId = stack.run(parameters("true"));
    stack.awaitStatus(jobId, JobStatus.SUCCESS);

    for (String path : new String[] {"stdout", "exit", "../../rowrun.db", ".system.log", ""}) {
      assertFails(
          Status.Code.NOT_FOUND,
          "has no LOG file '" + path + "'",
          () -> stack.download(jobId, FileKind.LOG, path));
    }
    assertFails(
        Status.Code.NOT_FOUND,
        "has no DIAGNOSTIC file 'stdout.txt'",
        () -> stack.download(jobId, FileKind.DIAGNOSTIC, "stdout.txt"));
  }

  @Test
  void aLinkInPlaceOfALogLeadsNowhere() throws Exception {
    Path secret = Files.writeString(root.resolve("secret"), "secret");
    String jobId = stack.run(parameters("rm ../stdout; ln -s " + secret + " ../stdout"));

    Job job = stack.awaitStatus(jobId, JobStatus.SUCCESS);

    assertThat(job.getLogFilesList()).containsExactly(file("stderr.txt", utf8("")));
    assertFails(
        Status.Code.NOT_FOUND,
        "has no LOG file 'stdout.txt'",
        () -> stack.download(jobId, FileKind.LOG, "stdout.txt"));
  }

  @Test
  void olderClientsAreToldWhereTheStreamsAreOnceTheJobRuns() {
    String jobId = stack.create(parameters("true")).getJobId();
    assertFails(
        Status.Code.FAILED_PRECONDITION,
        "cannot download the log of job " + jobId + ": it has not run",
        () -> downloadStdLogs(jobId));

    stack.execute(jobId);
    stack.awaitStatus(jobId, JobStatus.SUCCESS);

    assertThat(downloadStdLogs(jobId)) // no server, no URLs
        .isEqualTo(DownloadProjectJobStdLogsResponse.getDefaultInstance());
  }

  @SuppressWarnings("deprecation") // it is what older clients call
  private DownloadProjectJobStdLogsResponse downloadStdLogs(String jobId) {
    return stack.jobs.downloadStdLogs(
        DownloadProjectJobStdLogsRequest.newBuilder().setJobId(jobId).build());
  }

  private static File file(String path, byte[] bytes) {
    return File.newBuilder()
        .setDesc(FileDesc.newBuilder().setPath(path))
        .setSha256(Stack.sha256(bytes))
        .setSizeBytes(bytes.length)
        .setCompressionType(FileCompressionType.NONE)
        .build();
  }
}
