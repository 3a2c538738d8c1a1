package io.rowrun.server.http;

import com.google.rpc.Code;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What is not even HTTP, or fails outside of any handler, is answered like other errors. */
public final class Malformed extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    FailureWriter.write(
        failure(response.getStatus(), (Throwable) request.getAttribute(ERROR_EXCEPTION)),
        request,
        response,
        callback);
    return true;
  }

  private static Throwable failure(int status, @Nullable Throwable cause) {
    return cause != null
        ? cause
        : HttpFailure.of(
            status,
            status < 500 ? Code.INVALID_ARGUMENT : Code.UNAVAILABLE,
            "HTTP status " + status);
  }
}
