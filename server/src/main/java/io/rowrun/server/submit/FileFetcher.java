package io.rowrun.server.submit;

import io.grpc.StatusRuntimeException;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.DownloadResponse;
import io.rowrun.proto.v1.FileServiceGrpc;
import io.rowrun.server.submit.OutputFiles.Remote;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;

/**
 * Brings the bytes of a job's file here, again from the beginning if the connection is lost, and
 * checks them. One thread at a time.
 */
final class FileFetcher {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int ATTEMPTS = 8;
  private static final long FIRST_PAUSE_MILLIS = 250;

  private final Api api;
  private final Console console;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(30))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  FileFetcher(Api api, Console console) {
    this.api = api;
    this.console = console;
  }

  /**
   * Writes the file's bytes over the target.
   *
   * @throws IOException if they cannot be had, or are not those that the job wrote
   */
  void fetch(String jobId, Remote file, Path target) throws IOException {
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      try {
        fetchOnce(jobId, file, target);
        return;
      } catch (ConnectionLostException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        Rpc.pause(pause);
        pause *= 2;
      }
    }
  }

  private void fetchOnce(String jobId, Remote file, Path target) throws IOException {
    MessageDigest digest = newDigest();
    try (OutputStream out =
        new DigestOutputStream(new Shown(Files.newOutputStream(target), file), digest)) {
      if (file.url().isEmpty()) {
        overChannel(jobId, file, out);
      } else {
        overHttp(file, out);
      }
    }
    String announced = file.file().getSha256();
    String found = HexFormat.of().formatHex(digest.digest());
    if (!announced.isEmpty() && !announced.equals(found)) {
      throw new IOException("its bytes have the SHA-256 " + found + ", not " + announced);
    }
  }

  private void overChannel(String jobId, Remote file, OutputStream out) throws IOException {
    DownloadRequest request =
        DownloadRequest.newBuilder()
            .setJobId(jobId)
            .setKind(file.kind())
            .setPath(file.path())
            .build();
    try {
      Iterator<DownloadResponse> chunks =
          FileServiceGrpc.newBlockingStub(api.channel()).download(request);
      while (chunks.hasNext()) {
        chunks.next().getChunk().writeTo(out);
      }
    } catch (StatusRuntimeException e) {
      if (Rpc.isConnectionLost(e.getStatus())) {
        throw new ConnectionLostException(Rpc.describe(e), e);
      }
      throw new IOException(Rpc.describe(e), e);
    }
  }

  private void overHttp(Remote file, OutputStream out) throws IOException {
    HttpResponse<InputStream> answer = get(URI.create(file.url()));
    try (InputStream in = answer.body()) {
      int code = answer.statusCode();
      if (code >= 500) {
        throw new ConnectionLostException("HTTP status " + code, null);
      }
      if (code / 100 != 2) {
        throw new IOException("HTTP status " + code);
      }
      copy(in, out);
    }
  }

  private HttpResponse<InputStream> get(URI url) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubmitException("interrupted", e);
    } catch (IOException e) {
      throw new ConnectionLostException(e.getMessage(), e);
    }
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (true) {
      int count;
      try {
        count = in.read(buffer);
      } catch (IOException e) {
        throw new ConnectionLostException(e.getMessage(), e);
      }
      if (count < 0) {
        return;
      }
      out.write(buffer, 0, count);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Shows how much of a big file is there. */
  private final class Shown extends java.io.FilterOutputStream {
    private static final long SHOWN_FROM_BYTES = 8L << 20;

    private final Remote file;
    private long written;

    Shown(OutputStream out, Remote file) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      written += length;
      long size = file.file().getSizeBytes();
      if (size >= SHOWN_FROM_BYTES) {
        console.progress(
            "fetching " + file.path() + ": " + 100 * written / size + " % of " + Sizes.text(size));
      }
    }
  }
}
