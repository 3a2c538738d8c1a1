package io.rowrun.executor.launcher;

/** Why a task ended. */
public enum EndReason {
  /** The command ended by itself, or something outside of this program ended it. */
  EXITED,
  /** A {@link StopRequest} came first. */
  CANCELLED,
  /** It ran for longer than it may. */
  TIMEOUT,
  /** Its engine could not start it; nothing of it ran. */
  UNSTARTED
}
