package io.rowrun.calcite.datasphere;

import com.google.common.io.ByteSource;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.rowrun.calcite.provider.RowrunSqlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of files over HTTP, to and from addresses that allow it by themselves: no credentials are
 * sent.
 */
final class HttpTransfer {
  /** Made when it is first needed. One port may speak gRPC too: no upgrade is tried. */
  private static final class Client {
    static final HttpClient HTTP =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private HttpTransfer() {}

  static void put(URI url, String path, ByteSource bytes) {
    String deed = "upload of " + path;
    try {
      HttpRequest request = HttpRequest.newBuilder(url).PUT(body(bytes)).build();
      requireOk(send(request, deed), deed);
    } catch (IOException | UncheckedIOException e) {
      throw new RowrunSqlException("58030", "cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** With its length, which stores want to know beforehand. */
  private static BodyPublisher body(ByteSource bytes) throws IOException {
    long size = bytes.size();
    return size == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> open(bytes)), size);
  }

  private static InputStream open(ByteSource bytes) {
    try {
      return bytes.openStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ByteString get(URI url, String path) {
    String deed = "download of " + path;
    HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(url).build(), deed);
    requireOk(answer, deed);
    return UnsafeByteOperations.unsafeWrap(answer.body());
  }

  private static HttpResponse<byte[]> send(HttpRequest request, String deed) {
    try {
      return Client.HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new RowrunSqlException("08006", deed + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
    }
  }

  private static void requireOk(HttpResponse<byte[]> answer, String deed) {
    if (answer.statusCode() / 100 == 2) {
      return;
    }
    String why =
        Json.field("message", new String(answer.body(), StandardCharsets.UTF_8))
            .map(message -> ": " + message)
            .orElse("");
    throw new RowrunSqlException(
        "58030", deed + " was answered with HTTP status " + answer.statusCode() + why);
  }
}
