package io.rowrun.server.http;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.rowrun.executor.job.ExecutorException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Why a request is not answered as it wishes: an HTTP status and what its body says. Immutable. */
public final class HttpFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int httpStatus;
  private final transient Status status;
  private final transient Map<String, String> headers;

  private HttpFailure(int httpStatus, Status status, Map<String, String> headers) {
    super(status.getMessage(), null, false, false);
    this.httpStatus = httpStatus;
    this.status = status;
    this.headers = Map.copyOf(headers);
  }

  /** With the HTTP status that belongs to the code. */
  public static HttpFailure of(Status status) {
    return new HttpFailure(httpStatus(status.getCode()), status, Map.of());
  }

  /** What a service of the executor refused. */
  public static HttpFailure of(ExecutorException exception) {
    return of(
        Status.newBuilder()
            .setCode(exception.code().number())
            .setMessage(exception.getMessage())
            .build());
  }

  public static HttpFailure invalid(String message) {
    return of(400, Code.INVALID_ARGUMENT, message);
  }

  public static HttpFailure forbidden(String message) {
    return of(403, Code.PERMISSION_DENIED, message);
  }

  public static HttpFailure notFound(String message) {
    return of(404, Code.NOT_FOUND, message);
  }

  public static HttpFailure tooLarge(String message) {
    return of(413, Code.INVALID_ARGUMENT, message);
  }

  public static HttpFailure unsupportedType(String message) {
    return of(415, Code.INVALID_ARGUMENT, message);
  }

  /** Names what went wrong by the request's id only. */
  public static HttpFailure internal(String requestId) {
    return of(500, Code.INTERNAL, "internal error (request " + requestId + ")");
  }

  /** The path exists, with other verbs. */
  public static HttpFailure wrongVerb(String verb, String path, Set<String> allowed) {
    String allow = String.join(", ", new TreeSet<>(allowed));
    return new HttpFailure(
        405,
        status(Code.UNIMPLEMENTED, verb + " " + path + " is not served: use " + allow),
        Map.of("Allow", allow));
  }

  /** Something that HTTP has a status for and gRPC may not. */
  public static HttpFailure of(int httpStatus, Code code, String message) {
    return new HttpFailure(httpStatus, status(code, message), Map.of());
  }

  public int httpStatus() {
    return httpStatus;
  }

  /** What the body says. */
  public Status status() {
    return status;
  }

  /** The same with a header more. */
  public HttpFailure with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new HttpFailure(httpStatus, status, more);
  }

  /** What stands in the head of the answer. */
  Map<String, String> headers() {
    return headers;
  }

  private static Status status(Code code, String message) {
    return Status.newBuilder().setCode(code.getNumber()).setMessage(message).build();
  }

  /** As the vendor's API maps the codes of gRPC. */
  private static int httpStatus(int code) {
    Code known = Code.forNumber(code);
    return switch (known == null ? Code.UNKNOWN : known) {
      case OK -> 200;
      case CANCELLED -> 499;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> 500;
    };
  }
}
