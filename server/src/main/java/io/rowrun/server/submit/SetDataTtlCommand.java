package io.rowrun.server.submit;

import com.google.protobuf.Duration;
import io.rowrun.proto.datasphere.v2.jobs.SetProjectJobDataTtlRequest;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says for how long the files and logs of a job are kept. */
@Command(
    name = "set-data-ttl",
    description = "Says for how long the server keeps the files and logs of a job.",
    usageHelpWidth = 100,
    sortOptions = false)
final class SetDataTtlCommand implements Callable<Integer> {
  private static final String INFINITY = "infinity";
  private static final int MOST_DAYS = 36_500;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--days",
      required = true,
      paramLabel = "N|" + INFINITY,
      description = "Days from the job's end, or for ever.")
  private String days = "";

  @Parameters(paramLabel = "JOB", description = "Id of the job.")
  private String jobId = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public Integer call() {
    SetProjectJobDataTtlRequest.Builder request =
        SetProjectJobDataTtlRequest.newBuilder().setJobId(jobId);
    if (!days.equals(INFINITY)) {
      request.setTtl(Duration.newBuilder().setSeconds(TimeUnit.DAYS.toSeconds(number())));
    }
    try (Api api = connection.open()) {
      Rpc.call(
          "set how long the data of job " + jobId + " are kept",
          () -> api.jobs().setDataTtl(request.build()));
    }
    return 0;
  }

  private long number() {
    try {
      int number = Integer.parseInt(days);
      if (number > 0 && number <= MOST_DAYS) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new SubmitException(
        "--days is a number from 1 to " + MOST_DAYS + ", or " + INFINITY + ": '" + days + "'");
  }
}
