package io.rowrun.executor.service;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.proto.v1.FileKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.List;

/** The files of jobs, opened for whoever is to read or send them. Thread-safe. */
final class JobFiles {
  private final ServiceParts parts;

  JobFiles(ServiceParts parts) {
    this.parts = parts;
  }

  /**
   * Opens a file for reading.
   *
   * @param path as the job names it
   * @throws ExecutorException NOT_FOUND if the job has no such file, FAILED_PRECONDITION if its
   *     data was cleared
   */
  OpenFile read(Job job, FileKind kind, String path) {
    requireData(job);
    return switch (kind) {
      case INPUT -> kept(job, kind, inputs(job), path);
      case OUTPUT -> kept(job, kind, job.outputFiles(), path);
      case LOCAL_MODULE, LOG, DIAGNOSTIC -> throw noFile(job, kind + " file", path);
      case FILE_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new ExecutorException(ErrorCode.INVALID_ARGUMENT, "kind is required");
    };
  }

  /**
   * Begins to receive an input file, which the caller commits or closes.
   *
   * @throws ExecutorException FAILED_PRECONDITION if the job's data was cleared
   */
  InputUpload receive(Job job, InputFile file) {
    requireData(job);
    try {
      return new InputUpload(parts.files(), job, file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot receive file " + file.path(), e);
    }
  }

  /**
   * Says FAILED_PRECONDITION if the job has its files and its log no more.
   *
   * @throws ExecutorException FAILED_PRECONDITION
   */
  static void requireData(Job job) {
    if (job.dataCleared()) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "the data of job " + job.id() + " was cleared: its files and its log are gone");
    }
  }

  /** The declared input file of that path. */
  static InputFile input(Job job, String path) {
    return job.parameters().inputFiles().stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .orElseThrow(() -> noFile(job, "input file", path));
  }

  private static List<StoredFile> inputs(Job job) {
    return job.parameters().inputFiles().stream()
        .map(
            file ->
                new StoredFile(
                    file.path(), file.var(), file.sha256(), file.sizeBytes(), file.compression()))
        .toList();
  }

  private OpenFile kept(Job job, FileKind kind, List<StoredFile> files, String path) {
    StoredFile file =
        files.stream()
            .filter(candidate -> candidate.path().equals(path))
            .findFirst()
            .orElseThrow(() -> noFile(job, kind + " file", path));
    try {
      FileChannel channel = parts.files().read(job.projectId(), file.sha256());
      return new OpenFile(
          channel, path, channel.size(), file.sha256(), file.compression() == Compression.ZIP);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open file " + path + " of job " + job.id(), e);
    }
  }

  private static ExecutorException noFile(Job job, String what, String path) {
    return new ExecutorException(
        ErrorCode.NOT_FOUND, "job " + job.id() + " has no " + what + " '" + path + "'");
  }
}
