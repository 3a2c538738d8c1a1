package io.rowrun.executor.logs;

/** The two streams that a program writes. */
public enum StandardStream {
  OUT,
  ERR
}
