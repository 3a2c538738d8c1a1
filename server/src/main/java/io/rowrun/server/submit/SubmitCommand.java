package io.rowrun.server.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rowrun.calcite.config.ConfigYaml;
import io.rowrun.calcite.config.JobConfig;
import io.rowrun.calcite.config.LocalFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates the job of a config.yaml, executes it and stays with it to its end. */
@Command(
    name = "submit",
    description = {
      "Runs the job of a config.yaml: sends its files, executes it, shows its log and fetches its"
          + " outputs.",
      "Paths in the config begin in the working directory. The program's output goes to stdout and"
          + " stderr, and rowrun's own words to stderr."
    },
    footer = {
      "",
      "Exit code: the program's; 1 if the service failed, the job was cancelled, or an output could"
          + " not be fetched; 2 if the command line was not understood; 130 if Ctrl-C ended it before"
          + " the job ran.",
      "Ctrl-C cancels the job gracefully and waits for its end; a second one cancels it at once.",
      "To list, follow, fork or cancel jobs later: rowrun job --help"
    },
    usageHelpWidth = 100,
    sortOptions = false)
public final class SubmitCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Mixin private FollowOptions following = new FollowOptions();

  @Option(
      names = {"-C", "--directory"},
      paramLabel = "DIR",
      description = "Work as if started in that directory.")
  private Path directory = Path.of("");

  @Parameters(paramLabel = "CONFIG.yaml", description = "The job; - reads it from stdin.")
  private String config = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public Integer call() throws IOException {
    Console console = Console.ofProcess();
    Path root = directory.toAbsolutePath().normalize();
    String yaml = readConfig(root);
    JobConfig job = ConfigYaml.read(yaml, root, System.getenv());
    LocalFiles files = LocalFiles.read(job, root);
    try (Api api = connection.open()) {
      Cancellation cancellation = new Cancellation(api, console);
      try (Interrupts interrupts = Interrupts.handle(cancellation::interrupted)) {
        String id = new NewJob(api, console, cancellation).create(yaml, job, files);
        return following.run(api, console, cancellation, id, connection, root);
      }
    }
  }

  private String readConfig(Path root) throws IOException {
    if (config.equals("-")) {
      return new String(System.in.readAllBytes(), UTF_8);
    }
    try {
      return Files.readString(root.resolve(config));
    } catch (NoSuchFileException e) {
      throw new SubmitException("there is no file " + config, e);
    } catch (CharacterCodingException e) {
      throw new SubmitException(config + " is no text in UTF-8", e);
    } catch (IOException e) {
      throw new SubmitException("cannot read " + config + ": " + e.getMessage(), e);
    }
  }
}
