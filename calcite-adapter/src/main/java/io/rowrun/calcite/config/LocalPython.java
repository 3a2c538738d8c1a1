package io.rowrun.calcite.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code python3} of this machine. */
final class LocalPython {
  private static final Pattern SAYS = Pattern.compile("Python (3\\.\\d+)");
  private static final long PATIENCE_SECONDS = 10;

  private LocalPython() {}

  /** Its version as {@code 3.11}; empty if there is none. */
  static Optional<String> version() {
    try {
      Process process =
          new ProcessBuilder("python3", "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      Matcher version = SAYS.matcher(said);
      return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
