package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

/** A content that a project holds. */
public record HeldContent(String projectId, String sha256, long sizeBytes) {
  public HeldContent {
    requireNonNull(projectId);
    requireNonNull(sha256);
  }
}
