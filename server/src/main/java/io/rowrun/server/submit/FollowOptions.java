package io.rowrun.server.submit;

import io.rowrun.proto.operation.Operation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how a command stays with the job that it has started. */
final class FollowOptions {
  @Option(
      names = "--async",
      description =
          "Return as soon as the job is on its way, and print its id and its operation's as JSON.")
  private boolean async;

  @Option(
      names = {"-o", "--output-dir"},
      paramLabel = "DIR",
      description = {
        "Where outputs go, by their names; default: by their own paths into the working directory."
      })
  private @Nullable Path outputDirectory;

  /**
   * Executes a new job; returns the exit code of the command.
   *
   * @param root where outputs go, unless the options say it
   */
  int run(
      Api api,
      Console console,
      Cancellation cancellation,
      String jobId,
      ConnectionOptions connection,
      Path root) {
    console.say("job " + jobId);
    cancellation.executed(jobId);
    Operation execute = JobRun.execute(api, jobId);
    if (async) {
      if (connection.isDirectory()) {
        JobRun.awaitStart(api, execute);
      }
      console.print(
          "{\"job_id\": \"" + jobId + "\", \"operation_id\": \"" + execute.getId() + "\"}");
      console.say("to follow it: rowrun job attach" + connection.again() + " " + jobId);
      return 0;
    }
    OutputFiles outputs = OutputFiles.of(api, console, root, outputDirectory);
    return new JobRun(api, console, jobId, outputs).follow(execute, LogFollower.FROM_THE_START);
  }
}
