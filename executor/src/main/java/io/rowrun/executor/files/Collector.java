package io.rowrun.executor.files;

import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.StoredFile;
import java.nio.file.Path;
import java.util.List;

/** Keeps the declared output files of a job that has ended. Thread-safe. */
public final class Collector {
  public Collector(ProjectFiles files) {}

  /**
   * Copies what is there into the files of the project. May be called again.
   *
   * @return every declared output file, in declared order, either kept or with its error
   */
  public Outputs collect(String projectId, JobParameters parameters, Path jobDirectory) {
    throw new UnsupportedOperationException("not yet");
  }

  /** What was kept and what was not. */
  public record Outputs(List<StoredFile> files, List<FileError> errors) {
    public Outputs {
      files = List.copyOf(files);
      errors = List.copyOf(errors);
    }
  }
}
