package io.rowrun.server.submit;

import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.server.sql.Format;
import io.rowrun.server.sql.RowPrinter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one job. */
@Command(name = "get", description = "Shows a job.", usageHelpWidth = 100, sortOptions = false)
final class GetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "vertical",
      description = "table, csv, json or vertical; default: vertical.")
  private Format format = Format.VERTICAL;

  @Parameters(paramLabel = "JOB", description = "Id of the job.")
  private String jobId = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public Integer call() {
    try (Api api = connection.open()) {
      Job job = Jobs.get(api, jobId);
      RowPrinter printer = format.printer(spec.commandLine().getOut());
      printer.begin(JobRows.WHOLE);
      printer.row(JobRows.whole(job));
      printer.end();
    }
    return 0;
  }
}
