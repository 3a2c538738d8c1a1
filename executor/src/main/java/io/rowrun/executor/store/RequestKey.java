package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a client calls one request of its own by, so that the same request sent again is known.
 *
 * @param text of the client's choosing; known within a project
 * @param fingerprint what tells the request from another one; null: any request will do
 */
public record RequestKey(String text, @Nullable String fingerprint) {
  public RequestKey {
    requireNonNull(text);
  }
}
