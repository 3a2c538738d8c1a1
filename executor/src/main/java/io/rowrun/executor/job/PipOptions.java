package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How pip is called.
 *
 * @param indexUrl empty: pip's own default
 */
public record PipOptions(
    String indexUrl, List<String> extraIndexUrls, List<String> trustedHosts, boolean noDeps) {
  public PipOptions {
    requireNonNull(indexUrl);
    extraIndexUrls = List.copyOf(extraIndexUrls);
    trustedHosts = List.copyOf(trustedHosts);
  }

  /** The same with the URLs put through {@code change}. */
  PipOptions withUrls(UnaryOperator<String> change) {
    return new PipOptions(
        change.apply(indexUrl), extraIndexUrls.stream().map(change).toList(), trustedHosts, noDeps);
  }
}
