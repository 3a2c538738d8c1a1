package io.rowrun.server.grpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The services for callers in this process. A call runs on its caller's thread. Thread-safe. */
public final class InProcess implements AutoCloseable {
  private final Server server;
  private final ManagedChannel channel;

  public InProcess(List<ServerServiceDefinition> services) {
    String name = InProcessServerBuilder.generateName();
    try {
      this.server =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addServices(services)
              .build()
              .start();
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
}
