package io.rowrun.executor.launcher;

import java.nio.file.Path;

/** With the best that the host has. */
class LocalLauncherTest extends LauncherContract {
  @Override
  Launcher open(Path dataDirectory) {
    return LocalLauncher.open(dataDirectory);
  }
}
