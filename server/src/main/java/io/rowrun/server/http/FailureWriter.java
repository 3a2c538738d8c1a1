package io.rowrun.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Code;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.RequestInfo;
import com.google.rpc.Status;
import io.rowrun.executor.job.ExecutorException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with an error as JSON, a google.rpc.Status that names the request. */
public final class FailureWriter {
  private static final Logger LOG = LoggerFactory.getLogger(FailureWriter.class);
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                  .build());

  private FailureWriter() {}

  /** Answers and completes the callback; what nobody foresaw is logged with the request's id. */
  public static void write(Throwable cause, Request request, Response response, Callback callback) {
    if (response.isCommitted() || cause instanceof EofException) {
      callback.failed(cause);
      return;
    }
    HttpFailure failure = failure(cause, request);
    response.reset();
    response.setStatus(failure.httpStatus());
    RequestIds.name(request, response);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    failure.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.write(
        true,
        ByteBuffer.wrap(json(failure.status(), RequestIds.of(request)).getBytes(UTF_8)),
        callback);
  }

  /** The JSON of a status, with details that name the request unless it has some. */
  public static String json(Status status, String requestId) {
    Status described =
        status.getDetailsCount() > 0
            ? status
            : status.toBuilder()
                .addDetails(Any.pack(RequestInfo.newBuilder().setRequestId(requestId).build()))
                .build();
    try {
      return PlainJson.of(PRINTER.print(described)) + "\n";
    } catch (InvalidProtocolBufferException e) {
      // details of a type that is not known here
      return json(status.toBuilder().clearDetails().build(), requestId);
    }
  }

  private static HttpFailure failure(Throwable cause, Request request) {
    if (cause instanceof HttpFailure failure) {
      return failure;
    }
    if (cause instanceof ExecutorException refused) {
      return HttpFailure.of(refused);
    }
    if (cause instanceof TimeoutException) { // see Patience
      return HttpFailure.of(408, Code.DEADLINE_EXCEEDED, "the rest of the body did not come");
    }
    if (cause instanceof HttpException malformed) {
      String reason =
          malformed.getReason() == null
              ? HttpStatus.getMessage(malformed.getCode())
              : malformed.getReason();
      return HttpFailure.of(malformed.getCode(), Code.INVALID_ARGUMENT, reason);
    }
    LOG.error(
        "request {} of {} {} failed",
        RequestIds.of(request),
        request.getMethod(),
        request.getHttpURI().getPath(),
        cause);
    return HttpFailure.internal(RequestIds.of(request));
  }
}
