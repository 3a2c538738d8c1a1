package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A container image by its address, and how to log in to its registry.
 *
 * @param username empty: no login
 * @param password write-only: kept, never handed out, not in {@link #toString}
 * @param passwordSecretName the project's secret that holds the password; not beside a password
 */
public record DockerImage(
    String url, String username, @Nullable String password, @Nullable String passwordSecretName) {
  public DockerImage {
    requireNonNull(url);
    requireNonNull(username);
  }

  @Override
  public String toString() {
    return "DockerImage[url=" + url + ", username=" + username + "]";
  }
}
