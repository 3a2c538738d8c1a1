package io.rowrun.server.rest;

import io.rowrun.server.http.HttpFailure;
import io.rowrun.server.http.Patience;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/** The body of a request as it comes in; holds no thread meanwhile. One thread at a time. */
final class Body {
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  private final Request request;
  private final Consumer<byte[]> whole;
  private final Consumer<Throwable> failed;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Body(Request request, Consumer<byte[]> whole, Consumer<Throwable> failed) {
    this.request = request;
    this.whole = whole;
    this.failed = failed;
  }

  /**
   * Reads a body.
   *
   * @param whole gets its bytes
   * @param failed gets why there are none: it is too large, or its sender went away
   */
  static void read(Request request, Consumer<byte[]> whole, Consumer<Throwable> failed) {
    if (request.getLength() > MAX_BYTES) {
      failed.accept(tooLarge());
    } else {
      new Body(request, whole, failed).receive();
    }
  }

  private void receive() {
    boolean last = false;
    while (!last) {
      Chunk chunk = request.read();
      if (chunk == null) {
        Patience.USUAL.demand(request, this::receive);
        return;
      }
      if (Chunk.isFailure(chunk)) {
        failed.accept(chunk.getFailure());
        return;
      }
      last = chunk.isLast();
      bytes.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
      chunk.release();
      if (bytes.size() > MAX_BYTES) {
        Patience.USUAL.end(request);
        failed.accept(tooLarge());
        return;
      }
    }
    Patience.USUAL.end(request);
    whole.accept(bytes.toByteArray());
  }

  private static HttpFailure tooLarge() {
    return HttpFailure.tooLarge("the body must have " + MAX_BYTES + " bytes (8 MiB) at most");
  }
}
