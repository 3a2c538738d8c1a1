package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

/** A value that {@code cmd} names as {@code ${NAME}}. */
public record Argument(String name, String value) {
  public Argument {
    requireNonNull(name);
    requireNonNull(value);
  }
}
