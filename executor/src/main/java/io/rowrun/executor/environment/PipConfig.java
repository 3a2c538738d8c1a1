package io.rowrun.executor.environment;

import io.rowrun.executor.job.PipOptions;
import java.util.List;

/**
 * What a job says about pip as a configuration file of pip: no command line shows what is secret in
 * it. A job that names an index gets no other from the configuration of the host.
 */
final class PipConfig {
  private PipConfig() {}

  static String of(PipOptions options) {
    StringBuilder text = new StringBuilder("[global]\n");
    if (!options.indexUrl().isEmpty()) {
      text.append("index-url = ").append(options.indexUrl()).append('\n');
      text.append("find-links =\nno-index =\n");
    }
    if (!options.indexUrl().isEmpty() || !options.extraIndexUrls().isEmpty()) {
      list("extra-index-url", options.extraIndexUrls(), text);
    }
    if (!options.trustedHosts().isEmpty()) {
      list("trusted-host", options.trustedHosts(), text);
    }
    return text.append("[install]\nno-deps = ").append(options.noDeps()).append('\n').toString();
  }

  private static void list(String name, List<String> values, StringBuilder text) {
    text.append(name).append(" =\n");
    values.forEach(value -> text.append("    ").append(value).append('\n'));
  }
}
