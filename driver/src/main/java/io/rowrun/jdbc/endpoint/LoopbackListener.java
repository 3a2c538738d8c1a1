package io.rowrun.jdbc.endpoint;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Serves the owner's services to other processes of the same user: on the loopback address, to who
 * shows the secret. Thread-safe.
 */
final class LoopbackListener implements AutoCloseable {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Server server;
  private final OwnerFile address;

  private LoopbackListener(Server server, OwnerFile address) {
    this.server = server;
    this.address = address;
  }

  static LoopbackListener start(List<ServerServiceDefinition> services) throws IOException {
    String secret = newSecret();
    ServerInterceptor guard = new Guard("Bearer " + secret);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(OwnerFile.HOST, 0))
            .maxInboundMessageSize(Channels.MAX_MESSAGE_BYTES)
            .permitKeepAliveTime(10, TimeUnit.SECONDS);
    for (ServerServiceDefinition service : services) {
      builder.addService(ServerInterceptors.intercept(service, guard));
    }
    Server server = builder.build().start();
    long pid = ProcessHandle.current().pid();
    return new LoopbackListener(server, new OwnerFile(server.getPort(), secret, pid));
  }

  /** What others need to attach. */
  OwnerFile address() {
    return address;
  }

  /** Ends the calls under way after a moment's grace. */
  @Override
  public void close() {
    server.shutdown();
    try {
      server.awaitTermination(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow();
  }

  private static String newSecret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private record Guard(String expected) implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      String shown = headers.get(AUTHORIZATION);
      if (shown != null && MessageDigest.isEqual(bytes(shown), bytes(expected))) {
        return next.startCall(call, headers);
      }
      call.close(
          Status.UNAUTHENTICATED.withDescription("not the secret of this data directory's owner"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
