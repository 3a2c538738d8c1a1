package io.rowrun.executor.service;

import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.Job;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.DownloadResponse;
import io.rowrun.proto.v1.FileServiceGrpc.FileServiceImplBase;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;

/** Bytes of files, in and out. Thread-safe. */
final class FileService extends FileServiceImplBase {
  private final ServiceParts parts;
  private final JobFiles files;

  FileService(ServiceParts parts) {
    this.parts = parts;
    this.files = new JobFiles(parts);
  }

  @Override
  public StreamObserver<UploadRequest> upload(StreamObserver<UploadResponse> answer) {
    return new IncomingFile(answer, this::receive);
  }

  /** Begins to receive what the header of an upload names. */
  private InputUpload receive(UploadHeader header) {
    Job job = parts.store().jobs().get(header.getJobId());
    return files.receive(job, JobFiles.input(job, header.getPath()));
  }

  @Override
  public void download(DownloadRequest request, StreamObserver<DownloadResponse> answer) {
    Job job = parts.store().jobs().get(request.getJobId());
    OpenFile file = files.read(job, request.getKind(), request.getPath());
    new FileStream(Answers.streaming(answer), parts.streams(), file).start();
  }
}
