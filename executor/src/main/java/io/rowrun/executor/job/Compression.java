package io.rowrun.executor.job;

/** How the bytes of a file are packed. */
public enum Compression {
  /** Not said; the same as NONE. */
  UNSPECIFIED,
  /** As they are. */
  NONE,
  /** A ZIP archive of a directory; its entries start with the name of the directory. */
  ZIP
}
