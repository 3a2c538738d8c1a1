package io.rowrun.server.http;

import io.rowrun.executor.service.RequestId;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** The id by which a request is known to its client and in the log. */
public final class RequestIds {
  /** The header that carries it. */
  public static final String HEADER = "x-request-id";

  /** The vendor's clients look for this one too. */
  private static final String TRACE_HEADER = "x-server-trace-id";

  private static final String ATTRIBUTE = RequestIds.class.getName();

  private RequestIds() {}

  /** That of the request, the same each time. */
  public static String of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String id = RequestId.make();
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  /** Names the request in its answer. */
  public static void name(Request request, Response response) {
    response.getHeaders().put(HEADER, of(request));
    response.getHeaders().put(TRACE_HEADER, of(request));
  }
}
