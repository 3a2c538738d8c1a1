package io.rowrun.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.rowrun.server.http.FailureWriter;
import io.rowrun.server.http.HttpFailure;
import io.rowrun.server.http.RequestIds;
import java.nio.ByteBuffer;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers whatever {@link Routes} lists, and {@code /openapi.json}. Thread-safe. */
public final class RestHandler extends Handler.Abstract {
  private static final String DOCUMENT_PATH = "/openapi.json";

  private final Channel services;

  /**
   * @param services a channel to all services; the authority of a call is what its client called
   *     the server
   */
  public RestHandler(Channel services) {
    this.services = services;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    RequestIds.name(request, response);
    try {
      String path = String.valueOf(request.getHttpURI().getPath());
      if (path.equals(DOCUMENT_PATH)) {
        answerDocument(request, response, callback);
      } else {
        answer(Routes.find(request.getMethod(), path), new Exchange(request, response, callback));
      }
    } catch (RuntimeException e) {
      FailureWriter.write(e, request, response, callback);
    }
    return true;
  }

  /** A request and what answers it. */
  private record Exchange(Request request, Response response, Callback callback) {
    void fail(Throwable cause) {
      FailureWriter.write(cause, request, response, callback);
    }
  }

  private void answer(Routes.Match match, Exchange exchange) {
    Request request = exchange.request();
    Query query = Query.of(match.route(), Request.extractQueryParameters(request, UTF_8));
    if (match.route().verb().hasBody()) {
      QueryValues.checkNone(query.fields());
      RequestReader.checkType(request.getHeaders());
      readBody(match, exchange);
    } else {
      call(match.route(), RequestReader.fromQuery(match, query), query.follow(), exchange);
    }
  }

  private void readBody(Routes.Match match, Exchange exchange) {
    Body.read(exchange.request(), body -> callWithBody(match, body, exchange), exchange::fail);
  }

  private void callWithBody(Routes.Match match, byte[] body, Exchange exchange) {
    try {
      Message message = RequestReader.fromBody(match, exchange.request().getHeaders(), body);
      call(match.route(), message, false, exchange);
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  private void call(Route route, Message message, boolean follow, Exchange exchange) {
    Request request = exchange.request();
    Response response = exchange.response();
    ClientCall<Message, Message> call =
        services.newCall(
            route.method(), CallOptions.DEFAULT.withAuthority(request.getHttpURI().getAuthority()));
    Metadata headers = CallHeaders.in(request.getHeaders(), RequestIds.of(request), follow);
    if (!route.streams()) {
      new UnaryAnswer(request, response, exchange.callback()).start(call, message, headers);
    } else {
      new LogLines(call, request, response, exchange.callback()).start(message, headers);
    }
  }

  private static void answerDocument(Request request, Response response, Callback callback) {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      throw HttpFailure.wrongVerb(request.getMethod(), DOCUMENT_PATH, Set.of("GET", "HEAD"));
    }
    ByteBuffer body = UTF_8.encode(OpenApi.document());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
    response.write(true, body, callback);
  }
}
