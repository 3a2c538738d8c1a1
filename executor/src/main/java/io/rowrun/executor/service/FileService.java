package io.rowrun.executor.service;

import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.Job;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.DownloadResponse;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc.FileServiceImplBase;
import io.rowrun.proto.v1.ListMissingRequest;
import io.rowrun.proto.v1.ListMissingResponse;
import io.rowrun.proto.v1.MissingFile;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.util.List;

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
    FileKind kind =
        header.getKind() == FileKind.FILE_KIND_UNSPECIFIED ? FileKind.INPUT : header.getKind();
    return files.receive(job, JobFiles.sent(job, kind, header.getPath()));
  }

  @Override
  public void listMissing(ListMissingRequest request, StreamObserver<ListMissingResponse> answer) {
    Job job = parts.store().jobs().get(request.getJobId());
    var response = ListMissingResponse.newBuilder();
    for (FileKind kind : List.of(FileKind.INPUT, FileKind.LOCAL_MODULE)) {
      JobFiles.sent(job, kind).stream()
          .filter(file -> !parts.store().files().has(job.projectId(), file.sha256()))
          .map(file -> MissingFile.newBuilder().setKind(kind).setPath(file.path()))
          .forEach(response::addFiles);
    }
    Answers.send(answer, response.build());
  }

  @Override
  public void download(DownloadRequest request, StreamObserver<DownloadResponse> answer) {
    Job job = parts.store().jobs().get(request.getJobId());
    OpenFile file = files.read(job, request.getKind(), request.getPath());
    new FileStream(Answers.streaming(answer), parts.streams(), file).start();
  }
}
