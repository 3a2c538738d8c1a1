package io.rowrun.executor.service;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What every call passes on its way in and out: it gets an id, its headers are read, and whatever
 * goes wrong becomes a status that says what a client may know. Thread-safe.
 */
final class RequestBoundary implements ServerInterceptor {
  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /** The vendor's clients show both; here they are the same. */
  private static final Metadata.Key<String> TRACE_ID =
      Metadata.Key.of("x-server-trace-id", Metadata.ASCII_STRING_MARSHALLER);

  /** What a client calls its request; it gets that back. */
  private static final Metadata.Key<String> CLIENT_REQUEST_ID =
      Metadata.Key.of("x-client-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private static final int MAX_CLIENT_REQUEST_ID_LENGTH = 200;

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    IdentifiedCall<Q, A> identified =
        new IdentifiedCall<>(call, RequestId.current(), headers.get(CLIENT_REQUEST_ID));
    Context context = RequestHeaders.in(Context.current(), headers);
    return new GuardedListener<>(
        Contexts.interceptCall(context, identified, headers, next), identified);
  }

  /** Names the request in what it answers, and answers failures with what a client may know. */
  private static final class IdentifiedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final String requestId;
    private final @Nullable String clientRequestId;
    private final AtomicBoolean closed = new AtomicBoolean();

    IdentifiedCall(ServerCall<Q, A> call, String requestId, @Nullable String clientRequestId) {
      super(call);
      this.requestId = requestId;
      this.clientRequestId = clientRequestId;
    }

    private void identify(Metadata answer) {
      answer.put(REQUEST_ID, requestId);
      answer.put(TRACE_ID, requestId);
      if (clientRequestId != null && clientRequestId.length() <= MAX_CLIENT_REQUEST_ID_LENGTH) {
        answer.put(CLIENT_REQUEST_ID, clientRequestId);
      }
    }

    @Override
    public void sendHeaders(Metadata headers) {
      identify(headers);
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      if (status.isOk()) {
        super.close(status, trailers);
        return;
      }
      Status answer =
          Failures.forClient(status, requestId, getMethodDescriptor().getFullMethodName());
      identify(trailers);
      Failures.describe(answer, requestId, trailers);
      super.close(answer, trailers);
    }
  }

  /** Closes the call when its handler throws. */
  private static final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<?, ?> call;

    GuardedListener(ServerCall.Listener<Q> listener, ServerCall<?, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    private void guard(Runnable callback) {
      try {
        callback.run();
      } catch (RuntimeException e) {
        call.close(Status.fromThrowable(e), new Metadata());
      }
    }
  }
}
