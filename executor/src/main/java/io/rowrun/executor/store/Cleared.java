package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What a job left behind whose data is no longer wanted: its directory, and contents that it used
 * and others perhaps use.
 *
 * @param sha256s of the contents
 */
public record Cleared(String projectId, String jobId, Set<String> sha256s) {
  public Cleared {
    requireNonNull(projectId);
    requireNonNull(jobId);
    sha256s = Set.copyOf(sha256s);
  }
}
