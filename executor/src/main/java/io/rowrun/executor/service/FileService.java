package io.rowrun.executor.service;

import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.DownloadResponse;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc.FileServiceImplBase;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Bytes of files, in and out. Thread-safe. */
final class FileService extends FileServiceImplBase {
  private final ServiceParts parts;

  FileService(ServiceParts parts) {
    this.parts = parts;
  }

  @Override
  public StreamObserver<UploadRequest> upload(StreamObserver<UploadResponse> answer) {
    return new IncomingFile(answer, parts, this::input);
  }

  /** What the header of an upload names. */
  private IncomingFile.Target input(UploadHeader header) {
    Job job = parts.store().jobs().get(header.getJobId());
    InputFile file =
        job.parameters().inputFiles().stream()
            .filter(candidate -> candidate.path().equals(header.getPath()))
            .findFirst()
            .orElseThrow(() -> noFile(job, "input file", header.getPath()));
    return new IncomingFile.Target(job.projectId(), file);
  }

  @Override
  public void download(DownloadRequest request, StreamObserver<DownloadResponse> answer) {
    Job job = parts.store().jobs().get(request.getJobId());
    String sha256 = sha256(job, request.getKind(), request.getPath());
    try {
      new FileStream(
              Answers.streaming(answer),
              parts.streams(),
              parts.files().read(job.projectId(), sha256))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot open file " + request.getPath() + " of job " + job.id(), e);
    }
  }

  private static String sha256(Job job, FileKind kind, String path) {
    Optional<String> found =
        switch (kind) {
          case INPUT ->
              job.parameters().inputFiles().stream()
                  .filter(file -> file.path().equals(path))
                  .map(InputFile::sha256)
                  .findFirst();
          case OUTPUT ->
              job.outputFiles().stream()
                  .filter(file -> file.path().equals(path))
                  .map(StoredFile::sha256)
                  .findFirst();
          case LOCAL_MODULE, LOG, DIAGNOSTIC -> Optional.empty();
          case FILE_KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new ExecutorException(ErrorCode.INVALID_ARGUMENT, "kind is required");
        };
    return found.orElseThrow(() -> noFile(job, kind + " file", path));
  }

  private static ExecutorException noFile(Job job, String what, String path) {
    return new ExecutorException(
        ErrorCode.NOT_FOUND, "job " + job.id() + " has no " + what + " '" + path + "'");
  }
}
