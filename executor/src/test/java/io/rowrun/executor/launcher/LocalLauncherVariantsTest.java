package io.rowrun.executor.launcher;

import static io.rowrun.executor.launcher.TestTasks.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** With each shell, and with what poorer hosts have. */
class LocalLauncherVariantsTest {
  @Nested
  class WithDashAndProcessGroups extends LauncherContract {
    @Override
    boolean handsDownAnyName() {
      return false;
    }

    @Override
    Launcher open(Path dataDirectory) {
      Path dash = program("dash");
      return LocalLauncher.open(
          dataDirectory, new LocalSettings(dash, dash, false, Meter.GNU_TIME));
    }
  }

  @Nested
  class WithBashAndPerl extends LauncherContract {
    @Override
    Launcher open(Path dataDirectory) {
      Path bash = program("bash");
      return LocalLauncher.open(dataDirectory, new LocalSettings(bash, bash, true, Meter.PERL));
    }
  }

  @Nested
  class WithBusybox extends LauncherContract {
    @TempDir static Path programs;

    @Override
    boolean handsDownAnyName() {
      return false;
    }

    @Override
    Launcher open(Path dataDirectory) throws IOException {
      Path shell = programs.resolve("sh"); // busybox goes by the name that it is called by
      if (!Files.exists(shell)) {
        Files.copy(program("busybox"), shell, StandardCopyOption.COPY_ATTRIBUTES);
      }
      return LocalLauncher.open(dataDirectory, new LocalSettings(shell, shell, false, Meter.SHELL));
    }
  }
}
