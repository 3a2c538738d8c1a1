package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How an execution came to run.
 *
 * @param engine the launcher
 * @param instanceType the type it got
 */
public record Start(Instant at, String engine, String host, String instanceType) {
  public Start {
    requireNonNull(at);
    requireNonNull(engine);
    requireNonNull(host);
    requireNonNull(instanceType);
  }
}
