package io.rowrun.executor.files;

import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobParameters;

/** Which paths and variables a job may declare. */
public final class PathRules {
  private PathRules() {}

  /**
   * Checks every file that a job declares.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the first path or variable that is wrong
   */
  public static void check(JobParameters parameters) {
    throw new UnsupportedOperationException("not yet");
  }
}
