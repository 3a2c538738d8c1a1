package io.rowrun.executor.logs;

/** Whose words a piece of a log is. */
public enum LogSource {
  /** What the program wrote to its standard output. */
  OUT("stdout"),
  /** What the program wrote to its standard error. */
  ERR("stderr"),
  /** What the service tells of the job: {@link SystemLog}. */
  SYSTEM("system.log");

  private final String file;

  LogSource(String file) {
    this.file = file;
  }

  /** The name, in the job's directory, of the file that holds the bytes. */
  String file() {
    return file;
  }
}
