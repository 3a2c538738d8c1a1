package io.rowrun.executor.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Which contents a project holds, by sha256; the bytes are elsewhere. Thread-safe. */
public final class FileStore {
  FileStore() {}

  /** Notes that the project holds the content; nothing happens if that is known. */
  public void add(String projectId, String sha256, long sizeBytes, Instant at) {
    throw new UnsupportedOperationException();
  }

  /** Whether the project holds the content. */
  public boolean has(String projectId, String sha256) {
    throw new UnsupportedOperationException();
  }

  /** Those of the contents that the project does not hold, in the given order. */
  public Set<String> missing(String projectId, Collection<String> sha256s) {
    throw new UnsupportedOperationException();
  }

  /** Notes that the project no longer holds the content, and says whether it did. */
  public boolean remove(String projectId, String sha256) {
    throw new UnsupportedOperationException();
  }
}
