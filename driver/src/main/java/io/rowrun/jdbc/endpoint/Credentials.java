package io.rowrun.jdbc.endpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to be let in by a server, and where it serves operations if that is another host.
 *
 * @param tokenFile read again for each call; wins over {@code token}
 * @param caFile certificate authorities to trust with TLS, as PEM; null: those of the JVM
 */
public record Credentials(
    @Nullable String token,
    @Nullable Path tokenFile,
    @Nullable String operationEndpoint,
    @Nullable Path caFile) {

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "Credentials[" + (token == null ? "" : "token ***, ") + tokenFile + "]";
  }
}
