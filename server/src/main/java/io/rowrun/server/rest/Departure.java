package io.rowrun.server.rest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the client of a long answer over HTTP/1 closes its connection. Jetty reads nothing
 * there before the answer is whole, so an answer that has nothing to write for hours would never
 * know. What the client sends meanwhile is dropped, which is why the answer is the last of its
 * connection. Over HTTP/2 Jetty knows by itself, and nothing is done here. Thread-safe.
 */
final class Departure implements AutoCloseable {
  private static final long PAUSE_SECONDS = 2;

  private final EndPoint connection;
  private final Scheduler scheduler;
  private final Consumer<Throwable> gone;
  private final ByteBuffer unread = BufferUtil.allocate(512);

  @GuardedBy("this")
  private boolean closed;

  private Departure(EndPoint connection, Scheduler scheduler, Consumer<Throwable> gone) {
    this.connection = connection;
    this.scheduler = scheduler;
    this.gone = gone;
  }

  /**
   * Watches until it is closed, which is to be before the answer is whole. To be called before the
   * head of the answer is written.
   *
   * @param gone is told once, if the client goes
   * @return null if there is nothing to watch
   */
  static @Nullable Departure watch(Request request, Response response, Consumer<Throwable> gone) {
    HttpVersion version = request.getConnectionMetaData().getHttpVersion();
    if (version.getVersion() > HttpVersion.HTTP_1_1.getVersion()) {
      return null;
    }
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    if (version == HttpVersion.HTTP_1_1) { // else the end of the answer looks like a broken one
      response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
    }
    Departure departure =
        new Departure(
            request.getConnectionMetaData().getConnection().getEndPoint(),
            request.getComponents().getScheduler(),
            gone);
    departure.lookLater();
    return departure;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private void lookLater() {
    scheduler.schedule(this::look, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    Throwable end = end();
    if (end != null) {
      gone.accept(end);
    }
  }

  /** Why the client is gone; null if it is not, or nobody wants to know any more. */
  private synchronized @Nullable Throwable end() {
    if (closed) {
      return null;
    }
    try {
      int read;
      do {
        BufferUtil.clear(unread);
        read = connection.fill(unread);
      } while (read > 0);
      if (read == 0) {
        lookLater();
        return null;
      }
      closed = true;
      return new EofException("the client closed the connection");
    } catch (IOException e) {
      closed = true;
      return e;
    }
  }
}
