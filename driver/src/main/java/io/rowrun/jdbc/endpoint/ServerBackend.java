package io.rowrun.jdbc.endpoint;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A gRPC server somewhere. */
final class ServerBackend implements Backend {
  private final ManagedChannel connection;
  private final @Nullable ManagedChannel operationsConnection;
  private final Channel channel;
  private final Channel operationsChannel;

  private ServerBackend(Target.Server server, Credentials credentials) {
    this.connection = connect(server.authority(), server, credentials);
    this.operationsConnection =
        credentials.operationEndpoint() == null
            ? null
            : connect(credentials.operationEndpoint(), server, credentials);
    this.channel = authorized(connection, credentials);
    this.operationsChannel =
        operationsConnection == null ? channel : authorized(operationsConnection, credentials);
  }

  static ServerBackend open(Target.Server server, Credentials credentials) {
    return new ServerBackend(server, credentials);
  }

  private static ManagedChannel connect(
      String authority, Target.Server server, Credentials credentials) {
    return switch (server.transport()) {
      case PLAINTEXT -> Channels.plaintext(authority).build();
      case TLS -> Channels.tls(authority, credentials.caFile()).build();
    };
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public Channel operationsChannel() {
    return operationsChannel;
  }

  @Override
  public boolean isAlive(Duration within) {
    return connection.getState(false) == ConnectivityState.READY
        || Channels.answers(channel, within);
  }

  @Override
  public void close() {
    connection.shutdownNow();
    if (operationsConnection != null) {
      operationsConnection.shutdownNow();
    }
  }

  private static Channel authorized(Channel channel, Credentials credentials) {
    String token = credentials.token();
    Path tokenFile = credentials.tokenFile();
    if (tokenFile != null) {
      return ClientInterceptors.intercept(channel, new Channels.Bearer(() -> read(tokenFile)));
    }
    return token == null
        ? channel
        : ClientInterceptors.intercept(channel, new Channels.Bearer(() -> token));
  }

  private static String read(Path tokenFile) {
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the token file " + tokenFile, e);
    }
  }
}
