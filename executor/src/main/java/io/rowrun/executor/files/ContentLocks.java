package io.rowrun.executor.files;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock for some of the contents: what holds that of a content can neither see it come nor go.
 * Never taken twice at a time by one thread. Thread-safe.
 */
final class ContentLocks {
  private static final int STRIPES = 64;

  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

  ContentLocks() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  Lock of(String projectId, String sha256) {
    return stripes[Math.floorMod(31 * projectId.hashCode() + sha256.hashCode(), STRIPES)];
  }
}
