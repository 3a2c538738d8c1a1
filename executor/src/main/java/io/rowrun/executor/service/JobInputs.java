package io.rowrun.executor.service;

import io.rowrun.executor.files.ProjectFiles;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.List;

/** Which input files of a job its project holds. Thread-safe. */
final class JobInputs {
  private final ProjectFiles files;

  JobInputs(ProjectFiles files) {
    this.files = files;
  }

  /** Input files whose bytes have yet to be sent, in the order declared. */
  List<InputFile> missing(Job job) {
    return job.parameters().inputFiles().stream()
        .filter(file -> !files.has(job.projectId(), file.sha256()))
        .toList();
  }

  /**
   * Checks that those bytes the project holds have the size that the job declares for them.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the path
   */
  void checkSizes(Job job) {
    for (InputFile file : job.parameters().inputFiles()) {
      if (files.has(job.projectId(), file.sha256())) {
        long held = sizeBytes(job.projectId(), file);
        if (held != file.sizeBytes()) {
          throw new ExecutorException(
              ErrorCode.INVALID_ARGUMENT,
              "size_bytes of input file '"
                  + file.path()
                  + "' is "
                  + file.sizeBytes()
                  + ", but the file of that sha256 has "
                  + held);
        }
      }
    }
  }

  /**
   * Checks that nothing is missing.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming the path
   */
  void checkComplete(Job job) {
    List<InputFile> missing = missing(job);
    if (!missing.isEmpty()) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot execute job "
              + job.id()
              + ": input file '"
              + missing.get(0).path()
              + "' has not been uploaded"
              + (missing.size() == 1 ? "" : ", nor have " + (missing.size() - 1) + " others"));
    }
  }

  private long sizeBytes(String projectId, InputFile file) {
    try (FileChannel channel = files.read(projectId, file.sha256())) {
      return channel.size();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read input file " + file.path() + " of project " + projectId, e);
    }
  }
}
