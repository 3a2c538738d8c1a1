package io.rowrun.server.rest;

import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.protobuf.ProtoUtils;
import io.rowrun.server.http.HttpFailure;
import io.rowrun.server.http.RequestIds;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** Which headers of HTTP go to the services, and which of theirs come back. */
final class CallHeaders {
  private static final Metadata.Key<Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));

  private static final List<String> IN =
      List.of(
          "authorization",
          "idempotency-key",
          "x-client-request-id",
          "x-client-trace-id",
          "x-client-version");
  private static final List<String> OUT = List.of("x-server-trace-id", "x-client-request-id");

  private CallHeaders() {}

  /** What the services are told. */
  static Metadata in(HttpFields headers, String requestId, boolean follow) {
    Metadata metadata = new Metadata();
    for (String name : IN) {
      String value = headers.get(name);
      if (value != null) {
        metadata.put(key(name), value);
      }
    }
    metadata.put(key(RequestIds.HEADER), requestId);
    if (!follow) {
      metadata.put(key("rowrun-follow"), "false");
    }
    return metadata;
  }

  /** Copies what the client is told. */
  static void out(Metadata metadata, HttpFields.Mutable headers) {
    for (String name : OUT) {
      String value = metadata.get(key(name));
      if (value != null) {
        headers.put(name, value);
      }
    }
  }

  /** The error that ended a call. */
  static HttpFailure failure(io.grpc.Status status, Metadata trailers) {
    Status details = trailers.get(DETAILS);
    return HttpFailure.of(details == null ? plain(status) : details);
  }

  private static Status plain(io.grpc.Status status) {
    @Nullable String description = status.getDescription();
    return Status.newBuilder()
        .setCode(status.getCode().value())
        .setMessage(description == null ? "" : description)
        .build();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
