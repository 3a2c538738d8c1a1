package io.rowrun.executor.crash;

import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import io.rowrun.proto.datasphere.v2.jobs.StandardStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What job number n does, and what must be seen of it. */
final class CrashJob {
  /** An output file: keeping it is one more moment at which the service may be killed. */
  static final String OUTPUT = "result";

  /** A dataset: moved into the project after success, row and rename apart. */
  static final String DATASET = "numbers";

  private CrashJob() {}

  /**
   * Leaves a mark at each run, writes its lines on both streams, takes its time, exits with its
   * code.
   */
  static String command(Path marks, int n) {
    return String.join(
        "\n",
        "echo run >> " + marks.resolve("mark-" + n),
        "i=0",
        "while [ $i -lt " + lines(n) + " ]; do i=$((i+1)); echo \"" + n + " out $i\"; done",
        "echo '" + n + " err' >&2",
        "sleep 0." + (n % 4),
        "echo '" + n + " end'",
        "echo " + n + " > " + OUTPUT,
        "echo " + n + " > ${NUMBERS}/number",
        "exit " + exitCode(n));
  }

  static int exitCode(int n) {
    return n % 5;
  }

  private static int lines(int n) {
    return n % 50;
  }

  static String expectedOut(int n) {
    return IntStream.rangeClosed(1, lines(n))
            .mapToObj(i -> n + " out " + i + "\n")
            .collect(Collectors.joining())
        + n
        + " end\n";
  }

  static String expectedErr(int n) {
    return n + " err\n";
  }

  /** The whole log of one stream each; returns when the job has ended. */
  record Log(String out, String err) {}

  static Log readLog(ProjectJobServiceBlockingStub jobs, String jobId) {
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    Iterator<ReadProjectJobLogsResponse> responses =
        jobs.readLogs(ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).build());
    while (responses.hasNext()) {
      for (LogMessage message : responses.next().getLogsList()) {
        (message.getStandardStream() == StandardStream.ERR ? err : out)
            .append(message.getContent().toString(StandardCharsets.UTF_8));
      }
    }
    return new Log(out.toString(), err.toString());
  }
}
