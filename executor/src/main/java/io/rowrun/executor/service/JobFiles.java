package io.rowrun.executor.service;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.PythonEnvironment;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.executor.logs.LogFile;
import io.rowrun.proto.v1.FileKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;

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
   * @throws ExecutorException NOT_FOUND if the job has no such file (yet): logs can be read while
   *     they are written; FAILED_PRECONDITION if its data was cleared
   */
  OpenFile read(Job job, FileKind kind, String path) {
    requireData(job);
    return switch (kind) {
      case INPUT, LOCAL_MODULE -> kept(job, kind, stored(sent(job, kind)), path);
      case OUTPUT -> kept(job, kind, job.outputFiles(), path);
      case LOG, DIAGNOSTIC -> told(job, kind, path);
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

  /** A declared file that a client sends. */
  static InputFile sent(Job job, FileKind kind, String path) {
    return sent(job, kind).stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .orElseThrow(
            () -> noFile(job, kind == FileKind.INPUT ? "input file" : "local module", path));
  }

  /** The declared files of a kind that clients send. */
  static List<InputFile> sent(Job job, FileKind kind) {
    return switch (kind) {
      case INPUT -> job.parameters().inputFiles();
      case LOCAL_MODULE -> {
        PythonEnvironment python = job.parameters().environment().python();
        yield python == null ? List.of() : python.localModules();
      }
      case OUTPUT, LOG, DIAGNOSTIC, FILE_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new ExecutorException(
              ErrorCode.INVALID_ARGUMENT,
              "a file that is sent must be of kind INPUT or LOCAL_MODULE, not " + kind);
    };
  }

  static List<StoredFile> stored(List<InputFile> files) {
    return files.stream()
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

  /** A file that tells of the run; until the job has ended it has what is written by now. */
  private OpenFile told(Job job, FileKind kind, String path) {
    LogFile file =
        LogFile.named(path)
            .filter(named -> named.isDiagnostic() == (kind == FileKind.DIAGNOSTIC))
            .orElseThrow(() -> noFile(job, kind + " file", path));
    String sha256 =
        Stream.concat(job.logFiles().stream(), job.diagnosticFiles().stream())
            .filter(stored -> stored.path().equals(path))
            .map(StoredFile::sha256)
            .findFirst()
            .orElse("");
    try {
      FileChannel channel = file.open(parts.directories().of(job.id()));
      return new OpenFile(channel, path, channel.size(), sha256, false);
    } catch (NoSuchFileException e) {
      throw noFile(job, kind + " file", path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open file " + path + " of job " + job.id(), e);
    }
  }

  private static ExecutorException noFile(Job job, String what, String path) {
    return new ExecutorException(
        ErrorCode.NOT_FOUND, "job " + job.id() + " has no " + what + " '" + path + "'");
  }
}
