package io.rowrun.executor.service;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.store.FileStore;
import java.util.List;
import java.util.Map;

/**
 * Which files that a job reads its project holds: input files and local modules. What it holds for
 * a job that is kept does not go before the job's data does. Thread-safe.
 */
final class JobInputs {
  private final FileStore contents;

  JobInputs(FileStore contents) {
    this.contents = contents;
  }

  /** Files whose bytes have yet to be sent, in the order declared. */
  List<InputFile> missing(Job job) {
    List<InputFile> all = job.parameters().uploads();
    if (all.isEmpty()) {
      return List.of();
    }
    Map<String, Long> held = held(job, all);
    return all.stream().filter(file -> !held.containsKey(file.sha256())).toList();
  }

  /**
   * Checks, before the job is kept, what can be known of its files by now: those that the project
   * holds have the size that the job declares for them.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the path
   */
  void checkNew(Job job) {
    List<InputFile> all = job.parameters().uploads();
    if (!all.isEmpty()) {
      checkSizes(all, held(job, all), ErrorCode.INVALID_ARGUMENT);
    }
  }

  /**
   * Checks that the job can run: nothing is missing and everything is as declared.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming the path
   */
  void checkComplete(Job job) {
    List<InputFile> all = job.parameters().uploads();
    if (all.isEmpty()) {
      return;
    }
    Map<String, Long> held = held(job, all);
    List<InputFile> missing =
        all.stream().filter(file -> !held.containsKey(file.sha256())).toList();
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
    checkSizes(all, held, ErrorCode.FAILED_PRECONDITION);
  }

  private Map<String, Long> held(Job job, List<InputFile> files) {
    return contents.sizes(job.projectId(), files.stream().map(InputFile::sha256).toList());
  }

  private static void checkSizes(List<InputFile> files, Map<String, Long> held, ErrorCode code) {
    for (InputFile file : files) {
      Long size = held.get(file.sha256());
      if (size != null && size != file.sizeBytes()) {
        throw new ExecutorException(
            code,
            "input file '"
                + file.path()
                + "' is declared with "
                + file.sizeBytes()
                + " bytes, but the file of sha256 "
                + file.sha256()
                + " has "
                + size);
      }
    }
  }
}
