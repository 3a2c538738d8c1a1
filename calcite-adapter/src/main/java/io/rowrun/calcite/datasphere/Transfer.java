package io.rowrun.calcite.datasphere;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.rowrun.calcite.config.LocalFile;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesRequest;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.DownloadResponse;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;

/**
 * Bytes of files to and from the server: over the channel with our own, over HTTP with the
 * vendor's.
 */
final class Transfer {
  private static final int CHUNK_BYTES = 1 << 18;

  private Transfer() {}

  /** Sends a file that the server asked for. */
  static void upload(Calls calls, String jobId, StorageFile wanted, Submission submission) {
    String path = wanted.getFile().getDesc().getPath();
    LocalFile file = submission.files().find(path);
    try {
      if (wanted.getUrl().isEmpty()) {
        upload(calls, jobId, path, file);
      } else {
        put(URI.create(wanted.getUrl()), path, file);
      }
    } catch (IOException e) {
      throw new RowrunSqlException(
          "58030",
          "cannot send input file " + path + " of job " + jobId + ": " + e.getMessage(),
          e);
    }
  }

  private static void upload(Calls calls, String jobId, String path, LocalFile file)
      throws IOException {
    BlockingClientCall<UploadRequest, UploadResponse> call =
        FileServiceGrpc.newBlockingV2Stub(calls.channel()).upload();
    try (InputStream in = file.open()) {
      call.write(
          UploadRequest.newBuilder()
              .setHeader(UploadHeader.newBuilder().setJobId(jobId).setPath(path))
              .build());
      for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = in.readNBytes(CHUNK_BYTES)) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(chunk);
        if (!call.write(UploadRequest.newBuilder().setChunk(bytes).build())) {
          break;
        }
      }
      call.halfClose();
      call.read();
    } catch (StatusException e) {
      throw e.getStatus().asRuntimeException(e.getTrailers());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void put(URI url, String path, LocalFile file) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(url).PUT(body(file)).build();
    try {
      HttpResponse<Void> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
      requireOk(answer, "upload of " + path);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static HttpRequest.BodyPublisher body(LocalFile file) {
    if (file.sizeBytes() == 0) {
      return HttpRequest.BodyPublishers.noBody();
    }
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofInputStream(() -> open(file)), file.sizeBytes());
  }

  private static InputStream open(LocalFile file) {
    try {
      return file.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a job's file. */
  static ByteString download(Calls calls, String jobId, FileKind kind, File file) {
    String path = file.getDesc().getPath();
    if (calls.isRowrun()) {
      Iterator<DownloadResponse> chunks =
          FileServiceGrpc.newBlockingStub(calls.channel())
              .download(
                  DownloadRequest.newBuilder().setJobId(jobId).setKind(kind).setPath(path).build());
      ByteString.Output out = ByteString.newOutput();
      chunks.forEachRemaining(chunk -> write(chunk.getChunk(), out));
      return out.toByteString();
    }
    DownloadProjectJobFilesRequest request =
        DownloadProjectJobFilesRequest.newBuilder().setJobId(jobId).addFiles(file).build();
    for (StorageFile stored : calls.jobs().downloadJobFiles(request).getDownloadFilesList()) {
      if (!stored.getUrl().isEmpty()) {
        return fetch(URI.create(stored.getUrl()), path);
      }
    }
    throw new RowrunSqlException("42704", "file " + path + " of job " + jobId + " is not there");
  }

  private static void write(ByteString chunk, ByteString.Output out) {
    try {
      chunk.writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteString fetch(URI url, String path) {
    try {
      HttpResponse<byte[]> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
      requireOk(answer, "download of " + path);
      return UnsafeByteOperations.unsafeWrap(answer.body());
    } catch (IOException e) {
      throw new RowrunSqlException("58030", "cannot download " + path + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void requireOk(HttpResponse<?> answer, String deed) {
    if (answer.statusCode() / 100 != 2) {
      throw new RowrunSqlException(
          "58030", deed + " was answered with HTTP status " + answer.statusCode());
    }
  }

  private static RuntimeException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
  }
}
