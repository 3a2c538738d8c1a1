package io.rowrun.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.rowrun.server.http.FailureWriter;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers with the one message of a call, or its error. gRPC calls it one thread at a time. */
final class UnaryAnswer extends ClientCall.Listener<Message> {
  private final Request request;
  private final Response response;
  private final Callback callback;
  private @Nullable Message message;

  UnaryAnswer(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  void start(ClientCall<Message, Message> call, Message message, Metadata headers) {
    call.start(this, headers);
    call.request(2);
    call.sendMessage(message);
    call.halfClose();
  }

  @Override
  public void onHeaders(Metadata headers) {
    CallHeaders.out(headers, response.getHeaders());
  }

  @Override
  public void onMessage(Message answer) {
    message = answer;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    try {
      if (!status.isOk() || message == null) {
        FailureWriter.write(CallHeaders.failure(status, trailers), request, response, callback);
        return;
      }
      ByteBuffer body = UTF_8.encode(ProtoJson.print(message));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
      response.write(true, body, callback);
    } catch (RuntimeException e) {
      FailureWriter.write(e, request, response, callback);
    }
  }
}
