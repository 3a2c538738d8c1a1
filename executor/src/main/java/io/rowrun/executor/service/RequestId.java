package io.rowrun.executor.service;

import io.grpc.Context;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a request is called in its answer and in the log. */
public final class RequestId {
  /** Set by a transport that has named the request already. */
  public static final Context.Key<String> KEY = Context.key("rowrun-request-id");

  private RequestId() {}

  /** 32 hexadecimal digits. */
  public static String make() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  /** That of the request which is being handled. */
  static String current() {
    @Nullable String given = KEY.get();
    return given == null ? make() : given;
  }
}
