package io.rowrun.executor.store;

/** What differs between the databases that keep stores: only how rows are locked. */
enum Dialect {
  /** A transaction that writes has the whole database for itself. */
  SQLITE("", ""),
  POSTGRESQL(" FOR UPDATE", " FOR UPDATE SKIP LOCKED");

  private final String forUpdate;
  private final String skipLocked;

  Dialect(String forUpdate, String skipLocked) {
    this.forUpdate = forUpdate;
    this.skipLocked = skipLocked;
  }

  /** Ends a SELECT whose rows nobody else may change before the transaction ends. */
  String forUpdate() {
    return forUpdate;
  }

  /** The same, passing over rows that somebody else is about to change. */
  String skipLocked() {
    return skipLocked;
  }
}
