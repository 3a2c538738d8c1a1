package io.rowrun.executor.resource;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A Spark cluster that jobs know by an id.
 *
 * @param environment variables that a job with this connector gets
 */
public record SparkConnector(String id, Map<String, String> environment) {
  public SparkConnector {
    requireNonNull(id);
    environment = Map.copyOf(environment);
  }
}
