package io.rowrun.server.http;

import java.time.Duration;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * How long the next bytes of a body are waited for: what has come by then is held for a sender who
 * may be gone without a word. Answers are waited for without end. Immutable.
 *
 * @param longest between two pieces of a body, over HTTP/1
 */
public record Patience(Duration longest) {
  /** Longer than any network holds back what is on its way. */
  public static final Patience USUAL = new Patience(Duration.ofMinutes(10));

  /**
   * Asks for more of the body, as {@link Request#demand} does; when nothing comes in time, what is
   * read then is a failure.
   */
  public void demand(Request request, Runnable readable) {
    limit(request, longest);
    request.demand(readable);
  }

  /** No more of the body is wanted: whatever else the connection is for may take its time. */
  public void end(Request request) {
    limit(request, Duration.ZERO);
  }

  private static void limit(Request request, Duration longest) {
    HttpVersion version = request.getConnectionMetaData().getHttpVersion();
    if (version.getVersion() <= HttpVersion.HTTP_1_1.getVersion()) { // else others share it
      EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
      connection.setIdleTimeout(longest.toMillis());
    }
  }
}
