package io.rowrun.executor.launcher;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of the means of a host to use; the tests run each of them.
 *
 * @param meter the best to use; if the host lacks it, the next one
 */
record LocalSettings(
    @Nullable Path supervisorShellOrNull,
    @Nullable Path jobShellOrNull,
    boolean controlGroups,
    Meter meter) {
  /** The best that the host has. */
  static final LocalSettings DEFAULT = new LocalSettings(null, null, true, Meter.GNU_TIME);

  Optional<Path> supervisorShell() {
    return Optional.ofNullable(supervisorShellOrNull);
  }

  Optional<Path> jobShell() {
    return Optional.ofNullable(jobShellOrNull);
  }
}
