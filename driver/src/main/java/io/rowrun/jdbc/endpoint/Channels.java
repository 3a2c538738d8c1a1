package io.rowrun.jdbc.endpoint;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.rowrun.proto.v1.GetServerInfoRequest;
import io.rowrun.proto.v1.ServerServiceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How channels over the network are made and asked whether they live. */
final class Channels {
  static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  private Channels() {}

  static NettyChannelBuilder plaintext(String target) {
    return channel(target).usePlaintext();
  }

  /**
   * Over TLS.
   *
   * @param caFile certificate authorities to trust, as PEM; null: those of the JVM
   */
  static NettyChannelBuilder tls(String target, @Nullable Path caFile) {
    NettyChannelBuilder builder = channel(target).useTransportSecurity();
    if (caFile == null) {
      return builder;
    }
    try {
      return builder.sslContext(GrpcSslContexts.forClient().trustManager(caFile.toFile()).build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot use the certificate authorities in " + caFile + ": " + e.getMessage(), e);
    }
  }

  private static NettyChannelBuilder channel(String target) {
    return NettyChannelBuilder.forTarget(target)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .keepAliveTime(60, TimeUnit.SECONDS);
  }

  /**
   * To whoever owns the directory at the moment; a call waits while there is nobody.
   *
   * <p>The resolver belongs to this one channel, so it is not registered for all of gRPC.
   */
  @SuppressWarnings("deprecation")
  static ManagedChannel toOwnerOf(Path directory) {
    OwnerResolver.Provider resolver = new OwnerResolver.Provider(directory);
    return plaintext(OwnerResolver.Provider.SCHEME + ":///owner")
        .nameResolverFactory(resolver)
        .intercept(new Bearer(resolver::secret), new Patient())
        .build();
  }

  /** Whether somebody answers within the time, whatever the answer. */
  static boolean answers(Channel channel, Duration within) {
    try {
      ServerServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS)
          .getServerInfo(GetServerInfoRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      return code != Status.Code.UNAVAILABLE
          && code != Status.Code.DEADLINE_EXCEEDED
          && code != Status.Code.CANCELLED;
    }
  }

  /** Lets calls wait for a connection instead of failing without one. */
  private static final class Patient implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withWaitForReady());
    }
  }

  /** Sends what the supplier says as bearer token with every call, asked anew each time. */
  static final class Bearer extends CallCredentials implements ClientInterceptor {
    private final Supplier<String> token;

    Bearer(Supplier<String> token) {
      this.token = token;
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withCallCredentials(this));
    }

    @Override
    public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
      try {
        Metadata headers = new Metadata();
        headers.put(LoopbackListener.AUTHORIZATION, "Bearer " + token.get());
        applier.apply(headers);
      } catch (RuntimeException e) {
        applier.fail(Status.UNAUTHENTICATED.withDescription(e.getMessage()).withCause(e));
      }
    }
  }
}
