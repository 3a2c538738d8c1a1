package io.rowrun.server.submit;

import io.rowrun.proto.operation.Operation;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stays with a job that somebody has started. */
@Command(
    name = "attach",
    description = {
      "Follows a job to its end, from now on, as rowrun submit does; a job that waits to be"
          + " executed is executed."
    },
    usageHelpWidth = 100,
    sortOptions = false)
final class AttachCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = {"-o", "--output-dir"},
      paramLabel = "DIR",
      description = "Where outputs go; default: by their own paths into the working directory.")
  private @Nullable Path outputDirectory;

  @Option(names = "--from-start", description = "Show the whole log, not what comes from now on.")
  private boolean fromStart;

  @Parameters(paramLabel = "JOB", description = "Id of the job.")
  private String jobId = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public Integer call() {
    Console console = Console.ofProcess();
    try (Api api = connection.open()) {
      Cancellation cancellation = new Cancellation(api, console);
      cancellation.executed(jobId);
      try (Interrupts interrupts = Interrupts.handle(cancellation::interrupted)) {
        Operation execute = JobRun.execute(api, jobId);
        OutputFiles outputs = OutputFiles.of(api, console, Path.of(""), outputDirectory);
        return new JobRun(api, console, jobId, outputs)
            .follow(execute, fromStart ? LogFollower.FROM_THE_START : LogFollower.FROM_NOW_ON);
      }
    }
  }
}
