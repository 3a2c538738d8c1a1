package io.rowrun.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rowrun.jdbc.Version;
import io.rowrun.server.submit.JobCommand;
import io.rowrun.server.submit.SubmitCommand;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The {@code rowrun} command. */
@Command(
    name = "rowrun",
    description = "Insert a row, run a job: a job service as a SQL database.",
    synopsisHeading = "",
    customSynopsis = {
      "Usage: rowrun sql [OPTIONS] [FILE]   a SQL shell, or statements from -e, -f, FILE, stdin",
      "       rowrun serve [OPTIONS]        serve a data directory over gRPC and HTTP",
      "       rowrun submit CONFIG.yaml     run a job from a config.yaml and stay with it",
      "       rowrun job COMMAND            list, get, attach, cancel, fork, download-files, set-data-ttl",
      "       rowrun FILE.sql               run a script, showing its statements"
    },
    usageHelpWidth = 100,
    mixinStandardHelpOptions = true,
    versionProvider = Main.ProductVersion.class,
    subcommands = {
      SqlCommand.class,
      ServeCommand.class,
      SubmitCommand.class,
      JobCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** Without a command there is help. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, UTF_8));
    PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, UTF_8), true);
    System.exit(run(out, err, arguments));
  }

  /**
   * Runs a command line and returns its exit code: 0 well, 1 failed, 2 not understood, or a job's.
   */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Logger.getLogger("").setLevel(Level.WARNING);
    int code =
        new CommandLine(new Main())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Main::report)
            .setParameterExceptionHandler(Main::explain)
            .execute(withScriptAsCommand(arguments));
    out.flush();
    err.flush();
    return code;
  }

  /** {@code rowrun FILE} is short for {@code rowrun sql --echo -f FILE}. */
  private static String[] withScriptAsCommand(String[] arguments) {
    if (arguments.length == 0
        || arguments[0].startsWith("-")
        || !Files.isRegularFile(Path.of(arguments[0]))) {
      return arguments;
    }
    List<String> longer = new ArrayList<>(List.of("sql", "--echo", "-f"));
    longer.addAll(List.of(arguments));
    return longer.toArray(String[]::new);
  }

  private static int report(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    String message = exception.getMessage();
    command
        .getErr()
        .println("rowrun: " + (message == null ? exception.getClass().getSimpleName() : message));
    return 1;
  }

  private static int explain(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    command.getErr().println("rowrun: " + exception.getMessage());
    command
        .getErr()
        .println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for more.");
    return 2;
  }

  /** Says {@code rowrun 0.1.0}. */
  static final class ProductVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"rowrun " + Version.text()};
    }
  }
}
