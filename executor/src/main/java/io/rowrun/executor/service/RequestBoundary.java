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

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    IdentifiedCall<Q, A> identified = new IdentifiedCall<>(call, RequestId.current());
    Context context = RequestHeaders.in(Context.current(), headers);
    return new GuardedListener<>(
        Contexts.interceptCall(context, identified, headers, next), identified);
  }

  /** Names the request in what it answers, and answers failures with what a client may know. */
  private static final class IdentifiedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final String requestId;
    private final AtomicBoolean closed = new AtomicBoolean();

    IdentifiedCall(ServerCall<Q, A> call, String requestId) {
      super(call);
      this.requestId = requestId;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      headers.put(REQUEST_ID, requestId);
      headers.put(TRACE_ID, requestId);
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
      trailers.put(REQUEST_ID, requestId);
      trailers.put(TRACE_ID, requestId);
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
