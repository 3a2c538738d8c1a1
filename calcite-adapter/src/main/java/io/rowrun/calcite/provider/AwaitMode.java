package io.rowrun.calcite.provider;

/** Whether a statement that starts work waits for its end. */
public enum AwaitMode {
  NONE,
  ENDED
}
