package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.await;
import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.JobProgress;
import io.rowrun.proto.operation.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What programs report through the file that {@code JOB_PROGRESS_FILENAME} names. */
final class ProgressTest extends OnStack {
  @Test
  void theOperationShowsWhatTheRunningProgramReportsLast() throws Exception {
    Path go = root.resolve("go");
    String operationId =
        execute(
            "say() { echo \"$1\" >> $JOB_PROGRESS_FILENAME; };"
                + " say '{\"progress\":1}';"
                + " say '{\"progress\":21,\"message\":\"reading\","
                + "\"create_time\":\"2025-06-01T11:00:12+02:00\"}';"
                + (" until test -e " + go + "; do sleep 0.02; done;")
                + " say '{\"progress\":90,\"message\":\"nearly\"}'");

    JobProgress running = await().until(() -> progress(operationId), p -> p.getProgress() > 1);
    assertThat(running)
        .isEqualTo(
            JobProgress.newBuilder()
                .setProgress(21)
                .setMessage("reading")
                .setCreateTime(Timestamps.parse("2025-06-01T09:00:12Z"))
                .build());
    Files.createFile(go);

    JobProgress last = progress(stack.awaitDone(operationId));
    assertThat(last.getProgress()).isEqualTo(90);
    assertThat(last.getMessage()).isEqualTo("nearly");
    assertThat(Timestamps.compare(last.getCreateTime(), running.getCreateTime())).isPositive();
  }

  @Test
  void aShortProgramsOnlyReportIsKept() {
    Operation done =
        stack.awaitDone(execute("echo '{\"message\":\"all done\"}' > $JOB_PROGRESS_FILENAME"));

    assertThat(progress(done).getMessage()).isEqualTo("all done");
  }

  @Test
  void oneObjectOverwrittenCounts() {
    Operation done =
        stack.awaitDone(
            execute(
                "for i in 10 20 30; do"
                    + " printf '{\\n \"progress\": %d\\n}' $i > $JOB_PROGRESS_FILENAME; done"));

    assertThat(progress(done).getProgress()).isEqualTo(30);
  }

  @Test
  void tornAndForeignLinesAreIgnored() {
    Operation done =
        stack.awaitDone(
            execute(
                "printf '%s\\n' '{\"progress\":7}' hello '[1]' '{\"progress\":8'"
                    + " > $JOB_PROGRESS_FILENAME"));

    assertThat(progress(done).getProgress()).isEqualTo(7);
  }

  @Test
  void progressStaysBetween0And100AndATimeThatIsNoneIsNotSaid() {
    assertThat(report("{\"progress\":-5,\"message\":\"a\"}").getProgress()).isZero();
    assertThat(report("{\"progress\":1e9}").getProgress()).isEqualTo(100);
    assertThat(report("{\"progress\":99.9,\"create_time\":\"+99999-01-01T00:00:00Z\"}"))
        .satisfies(
            said -> {
              assertThat(said.getProgress()).isEqualTo(99);
              assertThat(Timestamps.isValid(said.getCreateTime())).isTrue();
            });
  }

  private JobProgress report(String line) {
    return progress(stack.awaitDone(execute("echo '" + line + "' > $JOB_PROGRESS_FILENAME")));
  }

  private String execute(String cmd) {
    return stack.execute(stack.create(parameters(cmd)).getJobId()).getId();
  }

  private JobProgress progress(String operationId) {
    return progress(stack.operation(operationId));
  }

  private static JobProgress progress(Operation operation) {
    return Stack.unpack(operation.getMetadata(), ExecuteProjectJobMetadata.class).getProgress();
  }
}
