package io.rowrun.server.submit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Groups the commands for jobs that there are; alone it shows help. */
@Command(
    name = "job",
    description = "Lists, shows, follows, cancels and forks jobs, and fetches their files.",
    footer = {"", "To run a new job: rowrun submit CONFIG.yaml"},
    subcommands = {
      ListCommand.class,
      GetCommand.class,
      AttachCommand.class,
      CancelCommand.class,
      ForkCommand.class,
      DownloadFilesCommand.class,
      SetDataTtlCommand.class
    },
    usageHelpWidth = 100,
    sortOptions = false)
public final class JobCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
