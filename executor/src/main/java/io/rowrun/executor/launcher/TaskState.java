package io.rowrun.executor.launcher;

/** Where a task stands. */
public sealed interface TaskState {
  /** Nothing has run; starting it, again if need be, is right. */
  enum NotStarted implements TaskState {
    INSTANCE
  }

  /** Its supervisor lives. */
  enum Running implements TaskState {
    INSTANCE
  }

  /** It ended, and everything it started is gone. Never changes again. */
  record Exited(ExitRecord record) implements TaskState {}

  /**
   * It was started, nobody watches it any more, and how it ended cannot be known. It must not be
   * run again; something of it may still run.
   *
   * @param why one line for people
   */
  record Lost(String why) implements TaskState {}
}
