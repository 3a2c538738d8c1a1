package io.rowrun.executor.files;

import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobParameters;
import java.io.IOException;
import java.nio.file.Path;

/** Lays out the directory of a job before it starts. Thread-safe. */
public final class Staging {
  public Staging(ProjectFiles files) {}

  /**
   * Makes {@code work/} and puts the input files in place, executable. What an earlier, broken off
   * call left is replaced.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming an input file whose bytes the project does
   *     not keep; UNIMPLEMENTED for archives
   */
  public void lay(String projectId, JobParameters parameters, Path jobDirectory)
      throws IOException {
    throw new UnsupportedOperationException("not yet");
  }
}
