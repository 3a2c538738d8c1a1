package io.rowrun.executor.service;

import io.grpc.Context;

/** Who makes a request. */
public final class Caller {
  /** Set by whoever authenticates; without it, requests are those of this process's user. */
  public static final Context.Key<String> NAME =
      Context.keyWithDefault("rowrun-caller", System.getProperty("user.name", ""));

  private Caller() {}

  /** The name of who makes the request that is being handled. */
  static String name() {
    return NAME.get();
  }
}
