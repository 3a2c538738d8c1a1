package io.rowrun.server.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Request;

/** The id by which a request is known to its client and in the log. */
public final class RequestIds {
  /** The header that carries it. */
  public static final String HEADER = "x-request-id";

  private static final String ATTRIBUTE = RequestIds.class.getName();

  private RequestIds() {}

  /** That of the request, the same each time. */
  public static String of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    String id = hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }
}
