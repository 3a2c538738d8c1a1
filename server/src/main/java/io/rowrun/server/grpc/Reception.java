package io.rowrun.server.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.rowrun.executor.service.PublicBase;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Tells the services where their server is reached over HTTP. Immutable. */
public final class Reception implements ServerInterceptor {
  private final @Nullable URI publicUrl;

  /**
   * @param publicUrl without a final slash; null: what the client calls the server
   */
  public Reception(@Nullable URI publicUrl) {
    this.publicUrl = publicUrl;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Context context = Context.current().withValue(PublicBase.KEY, base(call.getAuthority()));
    return Contexts.interceptCall(context, call, headers, next);
  }

  private String base(@Nullable String authority) {
    if (publicUrl != null) {
      return publicUrl.toString();
    }
    return authority == null ? "" : "http://" + authority;
  }
}
