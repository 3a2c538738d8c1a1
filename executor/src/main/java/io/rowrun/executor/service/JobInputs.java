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
   * Checks, before the job is kept, what can be known of its input files by now: those that the
   * project holds have the size that the job declares for them.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the path
   */
  void checkNew(Job job) {
    checkSizes(job, ErrorCode.INVALID_ARGUMENT);
  }

  /**
   * Checks that the job can run: nothing is missing and everything is as declared.
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
              + (missing.size() == 1 ? "" : ", nor have " + (missing.size() - 1) + " more"));
    }
    checkSizes(job, ErrorCode.FAILED_PRECONDITION);
  }

  private void checkSizes(Job job, ErrorCode code) {
    for (InputFile file : job.parameters().inputFiles()) {
      if (files.has(job.projectId(), file.sha256())) {
        long held = sizeBytes(job.projectId(), file);
        if (held != file.sizeBytes()) {
          throw new ExecutorException(
              code,
              "input file '"
                  + file.path()
                  + "' is declared with "
                  + file.sizeBytes()
                  + " bytes, but the file of sha256 "
                  + file.sha256()
                  + " has "
                  + held);
        }
      }
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
