package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.await;
import static io.rowrun.executor.service.Stack.parameters;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobStdLogsRequest;
import io.rowrun.proto.v1.FileKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the service tells the user of a job, beside what the program writes. */
final class SystemLogTest extends OnStack {
  @Test
  void ofAJobThatRunsAsExpectedNothingIsTold() {
    String fine = stack.run(parameters("echo one"));
    String failing = stack.run(parameters("echo two >&2; exit 3"));

    stack.awaitStatus(fine, JobStatus.SUCCESS);
    stack.awaitStatus(failing, JobStatus.ERROR);

    assertThat(messages(fine)).containsExactly("OUT one\n");
    assertThat(messages(failing)).containsExactly("ERR two\n");
    assertThat(stack.get(fine).getDiagnosticFilesList()).isEmpty();
    assertThat(root.resolve("jobs").resolve(fine).resolve("system.log")).doesNotExist();
  }

  @Test
  void aGracefulEndIsToldAsItHappens() {
    JobParameters.Builder parameters =
        parameters("trap 'echo bye; exit 12' USR1; echo up; while :; do sleep 0.05; done")
            .setGracefulShutdownParameters(
                GracefulShutdownParameters.newBuilder()
                    .setSignal(10)
                    .setTimeout(Duration.newBuilder().setSeconds(20)));
    String jobId = stack.run(parameters);
    await().until(() -> now(jobId).contains("up\n"));

    cancel(jobId, "enough");
    Job job = stack.awaitStatus(jobId, JobStatus.CANCELLED);

    assertThat(messages(jobId))
        .filteredOn(message -> !message.startsWith("ERR")) // of the shell, about its sleep
        .containsExactly(
            "OUT up\n",
            ".system.log asked to end by signal 10; it will be killed if it has not ended after"
                + " 20.0 s\n",
            "OUT bye\n",
            ".system.log Canceled by user: enough; the program returned code 12\n");
    assertThat(job.getStatusDetails()).isEqualTo("Canceled by user: enough");
  }

  @Test
  void whatIsToldIsADiagnosticFileToo() {
    String jobId = stack.run(parameters("echo up; sleep 600"));
    await().until(() -> now(jobId).contains("up\n"));

    cancel(jobId, "");
    Job job = stack.awaitStatus(jobId, JobStatus.CANCELLED);

    byte[] told = "Canceled by user; the program was killed\n".getBytes(UTF_8);
    assertThat(job.getDiagnosticFilesList())
        .containsExactly(
            File.newBuilder()
                .setDesc(FileDesc.newBuilder().setPath(".system.log"))
                .setSha256(Stack.sha256(told))
                .setSizeBytes(told.length)
                .setCompressionType(job.getLogFiles(0).getCompressionType())
                .build());
    assertThat(stack.download(jobId, FileKind.DIAGNOSTIC, ".system.log")).isEqualTo(told);
  }

  @Test
  void olderClientsSeeAMarkBeforeWhatIsTold() {
    String jobId = stack.run(parameters("echo up; sleep 600"));
    await().until(() -> now(jobId).contains("up\n"));

    cancel(jobId, "");
    stack.awaitStatus(jobId, JobStatus.CANCELLED);

    assertThat(stdMessages(jobId))
        .containsExactly("OUT up\n", "ERR [SYS] Canceled by user; the program was killed\n");
  }

  @Test
  void aDeathByASignalIsTold() {
    String jobId = stack.run(parameters("kill -SEGV $$"));

    Job job = stack.awaitStatus(jobId, JobStatus.ERROR);

    assertThat(job.getStatusDetails()).isEqualTo("Program returned code 139 (signal 11, SIGSEGV)");
    assertThat(messages(jobId))
        .containsExactly(".system.log Program returned code 139 (signal 11, SIGSEGV)\n");
  }

  @Test
  void aMissingOutputIsTold() {
    String jobId =
        stack.run(
            parameters("true").addOutputFiles(FileDesc.newBuilder().setPath("never.txt").build()));

    Job job = stack.awaitStatus(jobId, JobStatus.SUCCESS);

    String told = "output file 'never.txt': the program did not write it";
    assertThat(job.getStatusDetails()).isEqualTo(told);
    assertThat(messages(jobId)).containsExactly(".system.log " + told + "\n");
  }

  private void cancel(String jobId, String reason) {
    stack.jobs.cancel(
        CancelProjectJobRequest.newBuilder()
            .setJobId(jobId)
            .setReason(reason)
            .setGraceful(true)
            .build());
  }

  private String now(String jobId) {
    return Stack.text(Stack.with(stack.jobs, "rowrun-follow", "false"), jobId, 0);
  }

  private List<String> messages(String jobId) {
    List<String> messages = new ArrayList<>();
    stack
        .jobs
        .readLogs(ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).build())
        .forEachRemaining(
            answer -> answer.getLogsList().forEach(log -> messages.add(message(log))));
    return messages;
  }

  private static String message(LogMessage log) {
    String source = log.hasStandardStream() ? log.getStandardStream().name() : log.getFilePath();
    return source + " " + log.getContent().toStringUtf8();
  }

  @SuppressWarnings("deprecation") // it is what older clients call
  private List<String> stdMessages(String jobId) {
    List<String> messages = new ArrayList<>();
    stack
        .jobs
        .readStdLogs(ReadProjectJobStdLogsRequest.newBuilder().setJobId(jobId).build())
        .forEachRemaining(
            answer ->
                answer
                    .getLogsList()
                    .forEach(
                        log ->
                            messages.add(log.getType() + " " + log.getContent().toStringUtf8())));
    return messages;
  }
}
