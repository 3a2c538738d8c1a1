package io.rowrun.executor.service;

import io.grpc.Context;

/** Where the server that a request came to can be reached over HTTP. */
public final class PublicBase {
  /**
   * A URL without a path, such as {@code http://127.0.0.1:7070}, set by the server's listener;
   * empty: the request came another way, and answers then carry no URLs of files.
   */
  public static final Context.Key<String> KEY = Context.keyWithDefault("rowrun-public-base", "");

  private PublicBase() {}

  /** That of the request which is being handled. */
  static String current() {
    return KEY.get();
  }
}
