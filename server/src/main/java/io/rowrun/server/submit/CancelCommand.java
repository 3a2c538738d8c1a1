package io.rowrun.server.submit;

import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for the end of a job and returns at once. */
@Command(
    name = "cancel",
    description = "Cancels a job, and does not wait for its end.",
    usageHelpWidth = 100,
    sortOptions = false)
final class CancelCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--graceful",
      description = "Let it end as its graceful-shutdown says; default: kill it.")
  private boolean graceful;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why; is kept with the job.")
  private String reason = "";

  @Parameters(paramLabel = "JOB", description = "Id of the job.")
  private String jobId = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public Integer call() {
    CancelProjectJobRequest request =
        CancelProjectJobRequest.newBuilder()
            .setJobId(jobId)
            .setGraceful(graceful)
            .setReason(reason)
            .build();
    try (Api api = connection.open()) {
      Rpc.call("cancel job " + jobId, () -> api.jobs().cancel(request));
    }
    return 0;
  }
}
