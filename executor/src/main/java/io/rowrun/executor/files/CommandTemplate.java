package io.rowrun.executor.files;

import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobParameters;
import java.nio.file.Path;

/** The {@code ${VAR}} of a command line: files and arguments of the job. */
public final class CommandTemplate {
  private CommandTemplate() {}

  /**
   * Checks at creation what {@link #expand} needs at the start.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the first variable that is not of the job
   */
  public static void check(JobParameters parameters) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * The command line with its variables replaced: those of files by paths, as declared where they
   * are relative to the working directory and absolute otherwise; arguments by their values.
   */
  public static String expand(JobParameters parameters, Path jobDirectory) {
    throw new UnsupportedOperationException("not yet");
  }
}
