package io.rowrun.executor.service;

import com.google.protobuf.Any;
import com.google.rpc.RequestInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client gets to see of a failure: a code, one line, the request's id; never a stack. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  private Failures() {}

  /**
   * The status to answer with instead of one that a handler, or gRPC for it, made of an exception.
   * What nobody foresaw is logged with the request's id.
   */
  static Status forClient(Status status, String requestId, String method) {
    Throwable cause = status.getCause();
    if (cause instanceof ExecutorException failure && failure.code() != ErrorCode.INTERNAL) {
      return Status.fromCodeValue(wireCode(failure.code()))
          .withDescription(StatusMessage.of(failure.getMessage()));
    }
    if (cause == null && status.getCode() != Status.Code.UNKNOWN) {
      return status.withDescription(StatusMessage.of(status.getDescription()));
    }
    LOG.error("request {} of {} failed", requestId, method, cause);
    return Status.INTERNAL.withDescription(
        "internal error in " + method + " (request " + requestId + ")");
  }

  /** Adds the details that clients of the vendor's API look for. */
  static void describe(Status status, String requestId, Metadata trailers) {
    @Nullable String description = status.getDescription();
    trailers.put(
        DETAILS,
        com.google.rpc.Status.newBuilder()
            .setCode(status.getCode().value())
            .setMessage(description == null ? "" : description)
            .addDetails(Any.pack(RequestInfo.newBuilder().setRequestId(requestId).build()))
            .build());
  }

  /** Clients take gRPC's CANCELLED for their own doing and try again. */
  private static int wireCode(ErrorCode code) {
    return code == ErrorCode.CANCELLED ? ErrorCode.ABORTED.number() : code.number();
  }
}
