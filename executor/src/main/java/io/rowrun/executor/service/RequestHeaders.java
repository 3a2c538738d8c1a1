package io.rowrun.executor.service;

import io.grpc.Context;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request say to us.
 *
 * @param idempotencyKey null: none, or an empty one
 * @param follow whether a log is followed to the end of its job
 */
record RequestHeaders(@Nullable String idempotencyKey, boolean follow) {
  private static final Metadata.Key<String> IDEMPOTENCY_KEY = key("idempotency-key");
  private static final Metadata.Key<String> FOLLOW = key("rowrun-follow");
  private static final RequestHeaders NONE = new RequestHeaders(null, true);
  private static final Context.Key<RequestHeaders> CURRENT =
      Context.keyWithDefault("rowrun-request-headers", NONE);

  /** Those of the request that is being handled. */
  static RequestHeaders current() {
    return CURRENT.get();
  }

  /** A context in which {@code headers} are the current ones. */
  static Context in(Context context, Metadata headers) {
    String idempotencyKey = headers.get(IDEMPOTENCY_KEY);
    boolean follow = !"false".equalsIgnoreCase(headers.get(FOLLOW));
    boolean keyed = idempotencyKey != null && !idempotencyKey.isEmpty();
    return keyed || !follow
        ? context.withValue(CURRENT, new RequestHeaders(keyed ? idempotencyKey : null, follow))
        : context;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
