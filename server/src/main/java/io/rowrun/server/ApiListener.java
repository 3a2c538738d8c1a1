package io.rowrun.server;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Serves the API over plaintext gRPC on a loopback address. Thread-safe. */
final class ApiListener implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
  private static final long GRACE_MILLIS = 500;

  private final ApiAddress address;
  private final Server server;

  private ApiListener(ApiAddress address, Server server) {
    this.address = address;
    this.server = server;
  }

  static ApiListener start(ApiAddress address, List<ServerServiceDefinition> services)
      throws IOException {
    Server server =
        NettyServerBuilder.forAddress(address.toSocketAddress())
            .addServices(services)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .build();
    try {
      return new ApiListener(address, server.start());
    } catch (IOException e) {
      String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new IOException(
          "cannot listen on " + address.host().getHostAddress() + ":" + address.port() + ": " + why,
          e);
    }
  }

  /** Host and port, the port it really has. */
  String authority() {
    return address.host().getHostAddress() + ":" + server.getPort();
  }

  void awaitEnd() throws InterruptedException {
    server.awaitTermination();
  }

  /** Ends the calls under way after a moment's grace. */
  @Override
  public void close() {
    server.shutdown();
    try {
      server.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow();
  }
}
