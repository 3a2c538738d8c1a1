package io.rowrun.executor.launcher;

import java.nio.file.Path;

/** Runs tasks as processes of this host, each under a supervisor that outlives this process. */
public final class LocalLauncher implements Launcher {
  private LocalLauncher() {}

  /**
   * Prepares the host: installs the supervisor in the data directory and finds out what the host
   * offers.
   */
  public static LocalLauncher open(Path dataDirectory) {
    return new LocalLauncher();
  }

  @Override
  public String engine() {
    return "local";
  }

  @Override
  public void start(LaunchSpec spec) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public TaskState poll(Path directory) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void stop(Path directory, StopRequest request) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void killLeftovers(Path directory, String executionId) {
    throw new UnsupportedOperationException("not yet");
  }
}
