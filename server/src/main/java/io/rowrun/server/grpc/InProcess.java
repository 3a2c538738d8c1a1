package io.rowrun.server.grpc;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.rowrun.executor.service.RequestId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The services for callers in this process, who may name their requests by the header {@code
 * x-request-id}. A call runs on its caller's thread. Thread-safe.
 */
public final class InProcess implements AutoCloseable {
  private final Server server;
  private final ManagedChannel channel;

  public InProcess(List<ServerServiceDefinition> services) {
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
    services.forEach(
        service -> builder.addService(ServerInterceptors.intercept(service, new Named())));
    try {
      this.server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the in-process server", e);
    }
    this.channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  public Channel channel() {
    return channel;
  }

  /** Ends the calls under way. */
  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  /** A request keeps the name that its caller gave it. */
  private static final class Named implements ServerInterceptor {
    private static final Metadata.Key<String> REQUEST_ID =
        Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      @Nullable String id = headers.get(REQUEST_ID);
      Context context = Context.current();
      return Contexts.interceptCall(
          id == null ? context : context.withValue(RequestId.KEY, id), call, headers, next);
    }
  }
}
