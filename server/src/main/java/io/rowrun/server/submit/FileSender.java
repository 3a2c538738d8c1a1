package io.rowrun.server.submit;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.rowrun.calcite.config.LocalFile;
import io.rowrun.calcite.config.LocalFile.Packing;
import io.rowrun.calcite.config.LocalFiles;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/**
 * Sends the files that the server asked for, each again from its beginning if the connection is
 * lost. One thread at a time.
 */
final class FileSender {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final long SHOWN_FROM_BYTES = 8L << 20;
  private static final int ATTEMPTS = 8;
  private static final long FIRST_PAUSE_MILLIS = 500;

  private final Api api;
  private final Console console;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();

  FileSender(Api api, Console console) {
    this.api = api;
    this.console = console;
  }

  /**
   * Sends them in order.
   *
   * @throws SubmitException naming the file that could not be sent
   */
  void send(String jobId, List<StorageFile> wanted, LocalFiles files) {
    for (StorageFile file : wanted) {
      String path = file.getFile().getDesc().getPath();
      send(jobId, path, file.getUrl(), files.find(path));
    }
  }

  private void send(String jobId, String path, String url, LocalFile file) {
    if (file.sizeBytes() >= SHOWN_FROM_BYTES) {
      console.say("sending " + path + ", " + Sizes.text(file.sizeBytes()));
    }
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      requireUnchanged(path, file);
      try {
        if (url.isEmpty()) {
          upload(jobId, path, file);
        } else {
          put(URI.create(url), path, file);
        }
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new SubmitException("cannot send input file " + path + ": " + e.getMessage(), e);
        }
        Rpc.pause(pause);
        pause *= 2;
      }
    }
  }

  /** What can be seen without reading it; the server sees the rest. */
  private static void requireUnchanged(String path, LocalFile file) {
    try (InputStream in = file.open()) {
      if (file.packing() == Packing.NONE && Files.size(file.path()) != file.sizeBytes()) {
        throw new SubmitException("cannot send input file " + path + ": it has just been changed");
      }
    } catch (IOException e) {
      throw new SubmitException("cannot read input file " + path + ": " + e.getMessage(), e);
    }
  }

  /** Over the channel, as our own server takes it. */
  private void upload(String jobId, String path, LocalFile file) throws IOException {
    BlockingClientCall<UploadRequest, UploadResponse> call =
        FileServiceGrpc.newBlockingV2Stub(api.channel()).upload();
    try (InputStream in = shown(path, file)) {
      FileKind kind = file.packing() == Packing.MODULE ? FileKind.LOCAL_MODULE : FileKind.INPUT;
      UploadHeader header =
          UploadHeader.newBuilder().setJobId(jobId).setKind(kind).setPath(path).build();
      call.write(UploadRequest.newBuilder().setHeader(header).build());
      for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = in.readNBytes(CHUNK_BYTES)) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(chunk);
        if (!call.write(UploadRequest.newBuilder().setChunk(bytes).build())) {
          break; // the server has ended the call: read says why
        }
      }
      call.halfClose();
      call.read();
    } catch (StatusException e) {
      Status status = e.getStatus();
      if (Rpc.isConnectionLost(status)) {
        throw new IOException(status.getDescription(), e);
      }
      throw Rpc.failure("send input file " + path, status.asRuntimeException(e.getTrailers()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubmitException("interrupted", e);
    }
  }

  /** A bare PUT: a capability URL needs no header, and gets none. */
  private void put(URI url, String path, LocalFile file) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(url).PUT(body(path, file)).build();
    HttpResponse<String> answer;
    try {
      answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubmitException("interrupted", e);
    }
    int code = answer.statusCode();
    if (code >= 500) {
      throw new IOException("HTTP status " + code);
    }
    if (code / 100 != 2) {
      throw new SubmitException(
          "cannot send input file "
              + path
              + ": HTTP status "
              + code
              + (answer.body().isBlank() ? "" : ", " + answer.body().strip()));
    }
  }

  private BodyPublisher body(String path, LocalFile file) {
    if (file.sizeBytes() == 0) {
      return BodyPublishers.noBody();
    }
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> shownUnchecked(path, file)), file.sizeBytes());
  }

  private InputStream shownUnchecked(String path, LocalFile file) {
    try {
      return shown(path, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream shown(String path, LocalFile file) throws IOException {
    return file.sizeBytes() < SHOWN_FROM_BYTES
        ? file.open()
        : new Shown(file.open(), path, file.sizeBytes());
  }

  /** Shows how much has been read. */
  private final class Shown extends FilterInputStream {
    private final String path;
    private final long size;
    private long read;

    Shown(InputStream in, String path, long size) {
      super(in);
      this.path = path;
      this.size = size;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      read += Math.max(0, count);
      console.progress("sending " + path + ": " + 100 * read / size + " % of " + Sizes.text(size));
      return count;
    }
  }
}
