package io.rowrun.executor.resource;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A container image that jobs know by an id.
 *
 * @param image as the engine pulls it
 * @param username of the registry; null: it asks for none
 * @param passwordSecret the name of the secret that holds the password; null: there is none
 */
public record RegistryImage(
    String id, String image, @Nullable String username, @Nullable String passwordSecret) {
  public RegistryImage {
    requireNonNull(id);
    requireNonNull(image);
  }
}
