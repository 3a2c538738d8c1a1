package io.rowrun.executor.files;

import io.rowrun.executor.job.Argument;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.PythonEnvironment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ${VAR}} of a command line: files, directories and arguments of the job. Immutable.
 *
 * <p>Files are known by their paths, as declared where they are relative to the working directory
 * and absolute otherwise; S3 mounts and datasets, by their ids, and datasets to be made, by their
 * variables, as absolute directories; a local module as the directory that holds it; {@code
 * DS_PROJECT_HOME} is the project disk, for jobs that attach it.
 */
public final class CommandTemplate {
  /** The project disk, as a variable of commands and of the environment. */
  public static final String PROJECT_HOME = "DS_PROJECT_HOME";

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(.+?)\\}");
  private static final Path ANYWHERE = Path.of("/");

  private final Map<String, String> values = new HashMap<>();

  private CommandTemplate(JobParameters parameters, Places places, Path projectHome) {
    for (int i = 0; i < parameters.inputFiles().size(); i++) {
      InputFile file = parameters.inputFiles().get(i);
      define(file.var(), places.forProgram(places.input(i, file.path()), file.path()));
    }
    for (int i = 0; i < parameters.outputFiles().size(); i++) {
      FileDesc file = parameters.outputFiles().get(i);
      define(file.var(), places.forProgram(places.output(i, file.path()), file.path()));
    }
    for (Argument argument : parameters.arguments()) {
      define(argument.name(), argument.value());
    }
    defineDirectories(parameters, places);
    if (parameters.attachProjectDisk()) {
      values.put(PROJECT_HOME, projectHome.toString());
    }
  }

  private void defineDirectories(JobParameters parameters, Places places) {
    parameters.s3MountIds().forEach(id -> define(id, places.s3(id).toString()));
    parameters.datasetIds().forEach(id -> define(id, places.dataset(id).toString()));
    for (int i = 0; i < parameters.outputDatasets().size(); i++) {
      define(parameters.outputDatasets().get(i).var(), places.outputDataset(i).toString());
    }
    PythonEnvironment python = parameters.environment().python();
    if (python != null) {
      python.localModules().forEach(module -> define(module.var(), places.work().toString()));
    }
  }

  /**
   * Checks at creation what {@link #expand} needs at the start. The paths of the job are right.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the first variable that is not of the job, or
   *     that is declared twice
   */
  public static void check(JobParameters parameters) {
    expand(parameters, ANYWHERE, ANYWHERE);
  }

  /**
   * The command line with its variables replaced. What is put in is not looked at again, and not
   * quoted.
   *
   * @param projectHome the project disk, whether the job attaches it or not
   */
  public static String expand(JobParameters parameters, Path jobDirectory, Path projectHome) {
    CommandTemplate template =
        new CommandTemplate(parameters, new Places(jobDirectory), projectHome);
    return VARIABLE
        .matcher(parameters.cmd())
        .replaceAll(found -> Matcher.quoteReplacement(template.value(found.group(1))));
  }

  private void define(@Nullable String name, String value) {
    if (PROJECT_HOME.equals(name)) {
      throw invalid("variable " + PROJECT_HOME + " is reserved: it names the project disk");
    }
    if (name != null && values.put(name, value) != null) {
      throw invalid(
          "variable "
              + name
              + " is declared twice: inputs, outputs, arguments, S3 mounts, datasets and output"
              + " datasets share their names");
    }
  }

  private String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw invalid(
          name.equals(PROJECT_HOME)
              ? "cmd names ${" + PROJECT_HOME + "}, but attach_project_disk is not set"
              : "cmd names ${"
                  + name
                  + "}, which is no input, output or argument of the job; for a"
                  + " shell variable write $"
                  + name);
    }
    return value;
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
