package io.rowrun.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.Message;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import io.rowrun.server.http.FailureWriter;
import io.rowrun.server.http.RequestIds;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the messages of a log, a line of JSON each, as they are written and as fast as the
 * reader takes them; holds no thread meanwhile. An error after the first line is a last line {@code
 * {"error": …}}. gRPC calls it from one thread at a time, Jetty from any.
 */
final class LogLines extends ClientCall.Listener<Message> {
  private final ClientCall<Message, Message> call;
  private final Request request;
  private final Response response;
  private final Callback callback;

  @GuardedBy("this")
  private boolean begun;

  @GuardedBy("this")
  private boolean writing;

  @GuardedBy("this")
  private boolean gone;

  /** Null: the client need not be watched. */
  @GuardedBy("this")
  private @Nullable Departure departure;

  /** What is written last, now that the call has ended; null: it goes on. */
  @GuardedBy("this")
  private @Nullable String lastLine;

  LogLines(
      ClientCall<Message, Message> call, Request request, Response response, Callback callback) {
    this.call = call;
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  void start(Message message, Metadata headers) {
    request.addFailureListener(this::giveUp);
    call.start(this, headers);
    call.sendMessage(message);
    call.halfClose(); // a request that is refused is closed within this call
    begin();
  }

  /** The head goes out at once: a job may log nothing for hours. */
  private void begin() {
    synchronized (this) {
      if (lastLine != null) {
        return;
      }
      begun = true;
      writing = true;
      departure = Departure.watch(request, response, this::giveUp);
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-ndjson");
    response.getHeaders().put("X-Accel-Buffering", "no");
    write("");
  }

  private void write(String text) {
    response.write(false, UTF_8.encode(text), Callback.from(this::written, this::giveUp));
  }

  /** One batch is asked for when the one before is with its reader. */
  private void written() {
    String end;
    synchronized (this) {
      writing = false;
      end = lastLine;
    }
    if (end == null) {
      call.request(1);
    } else {
      finish(end);
    }
  }

  private void giveUp(Throwable failure) {
    synchronized (this) {
      if (gone) {
        return;
      }
      gone = true;
      stopWatching();
    }
    call.cancel("the reader of a log went away", failure);
    callback.failed(failure);
  }

  private synchronized void stopWatching() {
    if (departure != null) {
      departure.close();
    }
  }

  private void finish(String text) {
    stopWatching();
    response.write(true, ByteBuffer.wrap(text.getBytes(UTF_8)), callback);
  }

  @Override
  public void onMessage(Message message) {
    synchronized (this) {
      writing = true;
    }
    write(lines((ReadProjectJobLogsResponse) message));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    boolean refused;
    boolean idle;
    String end = status.isOk() ? "" : error(status, trailers);
    synchronized (this) {
      if (gone) {
        return;
      }
      lastLine = end;
      refused = !begun;
      idle = begun && !writing;
    }
    if (refused && !status.isOk()) {
      FailureWriter.write(CallHeaders.failure(status, trailers), request, response, callback);
    } else if (refused) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-ndjson");
      finish("");
    } else if (idle) {
      finish(end);
    }
  }

  private String error(Status status, Metadata trailers) {
    String json =
        FailureWriter.json(CallHeaders.failure(status, trailers).status(), RequestIds.of(request));
    return "{\"error\":" + json.replace("\n", "") + "}\n";
  }

  /** Each with the offset at which to go on after it, so that a reader may stop at any line. */
  private static String lines(ReadProjectJobLogsResponse batch) {
    List<LogMessage> logs = batch.getLogsList();
    long offset = batch.getOffset();
    for (LogMessage log : logs) {
      offset -= log.getContent().size();
    }
    StringBuilder lines = new StringBuilder();
    for (LogMessage log : logs) {
      offset += log.getContent().size();
      String json = ProtoJson.printLine(log);
      lines.append("{\"offset\":\"").append(offset).append('"');
      lines.append(json.equals("{}") ? "}" : "," + json.substring(1)).append('\n');
    }
    return lines.toString();
  }
}
