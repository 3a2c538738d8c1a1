package io.rowrun.executor.launcher;

/** What measures a task. All count what the processes of a task, waited for, used. */
enum Meter {
  GNU_TIME("time"),
  /** A script of ours, for hosts without GNU time. */
  PERL("perl"),
  /** The shell's {@code times}, which knows no memory. */
  SHELL("");

  private final String answer;

  Meter(String answer) {
    this.answer = answer;
  }

  /** Under which name the probe tells the path of its program. */
  String answer() {
    return answer;
  }
}
