package io.rowrun.server.submit;

import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.server.sql.Format;
import io.rowrun.server.sql.RowPrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the jobs of a project. */
@Command(
    name = "list",
    description = "Lists the jobs of the project, the newest first.",
    usageHelpWidth = 100,
    sortOptions = false)
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--status",
      split = ",",
      paramLabel = "STATUS",
      description = "Only jobs in one of these, such as EXECUTING,ERROR.")
  private List<String> statuses = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many at most; default: ${DEFAULT-VALUE}.")
  private long limit = 100;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv, json or vertical; default: table.")
  private Format format = Format.TABLE;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new SubmitException("--limit is a number from 1: " + limit);
    }
    String filter = filter();
    try (Api api = connection.open()) {
      RowPrinter printer = format.printer(spec.commandLine().getOut());
      printer.begin(JobRows.SUMMARY);
      Jobs.list(api, filter, limit, job -> printer.row(JobRows.summary(job)));
      printer.end();
    }
    return 0;
  }

  private String filter() {
    List<String> names = statuses.stream().map(ListCommand::status).toList();
    return names.isEmpty() ? "" : "status IN (" + String.join(", ", names) + ")";
  }

  private static String status(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    for (JobStatus status : JobStatus.values()) {
      if (status.name().equals(name)) {
        return name;
      }
    }
    throw new SubmitException("--status: '" + text + "' is no status of a job, such as EXECUTING");
  }
}
