package io.rowrun.executor.launcher;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The image that a task runs in.
 *
 * @param url its address, as in {@code registry.example:5000/team/image:tag}
 * @param username for the login to its registry; null: none
 * @param password of that user; not in {@link #toString}; null: none
 */
public record ContainerImage(String url, @Nullable String username, @Nullable String password) {
  public ContainerImage {
    requireNonNull(url);
  }

  /** The same for who has pulled it. */
  public ContainerImage withoutLogin() {
    return new ContainerImage(url, null, null);
  }

  @Override
  public String toString() {
    return "ContainerImage[url=" + url + ", username=" + username + "]";
  }
}
