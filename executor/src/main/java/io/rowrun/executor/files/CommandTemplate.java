package io.rowrun.executor.files;

import io.rowrun.executor.job.Argument;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code ${VAR}} of a command line: files and arguments of the job. */
public final class CommandTemplate {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(.+?)\\}");
  private static final Path ANYWHERE = Path.of("/");

  private final Map<String, String> values = new HashMap<>();

  private CommandTemplate(JobParameters parameters, Path jobDirectory) {
    Places places = new Places(jobDirectory);
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
  }

  /**
   * Checks at creation what {@link #expand} needs at the start. The paths of the job are right.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the first variable that is not of the job, or
   *     that is declared twice
   */
  public static void check(JobParameters parameters) {
    expand(parameters, ANYWHERE);
  }

  /**
   * The command line with its variables replaced: those of files by paths, as declared where they
   * are relative to the working directory and absolute otherwise; arguments by their values. What
   * is put in is not looked at again, and not quoted.
   */
  public static String expand(JobParameters parameters, Path jobDirectory) {
    CommandTemplate template = new CommandTemplate(parameters, jobDirectory);
    return VARIABLE
        .matcher(parameters.cmd())
        .replaceAll(found -> Matcher.quoteReplacement(template.value(found.group(1))));
  }

  private void define(@Nullable String name, String value) {
    if (name != null && values.put(name, value) != null) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          "variable "
              + name
              + " is declared twice: inputs, outputs and arguments share their names");
    }
  }

  private String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          "cmd names ${"
              + name
              + "}, which is no input, output or argument of the job;"
              + " for a shell variable write $"
              + name);
    }
    return value;
  }
}
