package io.rowrun.server.link;

import io.rowrun.executor.files.Content;
import io.rowrun.executor.service.InputUpload;
import io.rowrun.server.http.FailureWriter;
import io.rowrun.server.http.Patience;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The body of a PUT as it comes in, a chunk in memory at a time. It is kept at its end if it is
 * what was declared, else dropped. Holds no thread while nothing comes; one thread at a time.
 */
final class IncomingFile {
  private final InputUpload upload;
  private final Patience patience;
  private final Request request;
  private final Response response;
  private final Callback callback;

  IncomingFile(
      InputUpload upload,
      Patience patience,
      Request request,
      Response response,
      Callback callback) {
    this.upload = upload;
    this.patience = patience;
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  /** Begins to receive; a length that is announced and wrong is refused before any byte. */
  void start() {
    try {
      if (request.getLength() >= 0) {
        upload.expect(request.getLength());
      }
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    receive();
  }

  private void receive() {
    try {
      boolean last = false;
      while (!last) {
        Chunk chunk = request.read();
        if (chunk == null) {
          patience.demand(request, this::receive);
          return;
        }
        if (Chunk.isFailure(chunk)) {
          broken(chunk.getFailure());
          return;
        }
        last = write(chunk);
      }
      patience.end(request);
      keep();
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private boolean write(Chunk chunk) throws IOException {
    try {
      upload.write(chunk.getByteBuffer());
      return chunk.isLast();
    } finally {
      chunk.release();
    }
  }

  private void keep() throws IOException {
    Content content = upload.commit();
    upload.close();
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.ETAG, '"' + content.sha256() + '"');
    callback.succeeded();
  }

  /** Nobody hears an answer, unless it is that what was to come has not. */
  private void broken(Throwable cause) {
    upload.close();
    if (cause instanceof TimeoutException) {
      FailureWriter.write(cause, request, response, callback);
    } else {
      callback.failed(cause);
    }
  }

  private void fail(Exception cause) {
    upload.close();
    patience.end(request);
    FailureWriter.write(cause, request, response, callback);
  }
}
