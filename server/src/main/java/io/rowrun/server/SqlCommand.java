package io.rowrun.server;

import io.rowrun.server.sql.Format;
import io.rowrun.server.sql.Script;
import io.rowrun.server.sql.ScriptRunner;
import io.rowrun.server.sql.ScriptRunner.Echo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs statements from options, files or the standard input, or a shell if there are none. */
@Command(
    name = "sql",
    description = "A SQL shell; or runs statements and stops at the first that fails.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.ProductVersion.class,
    sortOptions = false)
final class SqlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-u", "--url"},
      paramLabel = "URL",
      defaultValue = "jdbc:rowrun:",
      description = "What to connect to; default: ${DEFAULT-VALUE}, your own ~/.rowrun.")
  private String url = "jdbc:rowrun:";

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "SQL",
      description = "Statements to run; may be given more than once.")
  private List<String> statements = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A script to run, - for the standard input; may be given more than once.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "How rows are printed: table, csv, json or vertical; default: table.")
  private Format format = Format.TABLE;

  @Option(names = "--echo", description = "Show each statement before its result.")
  private boolean echo;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "As -f FILE.")
  private @Nullable String file;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Script> scripts = scripts();
    if (scripts.isEmpty()) {
      return Shell.run(url, format);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Connection connection = DriverManager.getConnection(url)) {
      ScriptRunner runner =
          new ScriptRunner(connection, format, echo ? Echo.ON : Echo.OFF, out, err);
      for (Script script : scripts) {
        if (!runner.run(script)) {
          return 1;
        }
      }
      return 0;
    } catch (SQLException e) {
      err.println("rowrun: " + ScriptRunner.describe(e));
      return 1;
    }
  }

  private List<Script> scripts() throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (String statement : statements) {
      scripts.add(Script.parse("", statement));
    }
    for (String name : files) {
      scripts.add(read(name));
    }
    if (file != null) {
      scripts.add(read(file));
    }
    if (scripts.isEmpty() && !isInteractive()) {
      scripts.add(read("-"));
    }
    return scripts;
  }

  /** The rowrun script knows; later JDKs have a console without a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isInteractive() {
    String known = System.getProperty("rowrun.interactive");
    return known == null ? System.console() != null : Boolean.parseBoolean(known);
  }

  private static Script read(String name) throws IOException {
    try {
      return name.equals("-")
          ? Script.parse("stdin", new String(System.in.readAllBytes(), StandardCharsets.UTF_8))
          : Script.parse(name, Files.readString(Path.of(name)));
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + name, e);
    }
  }
}
