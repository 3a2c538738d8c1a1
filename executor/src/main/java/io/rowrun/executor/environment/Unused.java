package io.rowrun.executor.environment;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the environments that no job has used for 30 days, and none uses now. */
final class Unused {
  private static final Logger LOG = LoggerFactory.getLogger(Unused.class);
  private static final int DAYS = 30;

  private final Path root;

  Unused(Path root) {
    this.root = root;
  }

  /** Does it once; what cannot be removed is left for the next time. */
  void remove() {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path environment : all) {
        if (lastUsed(environment).isBefore(Instant.now().minus(Duration.ofDays(DAYS)))) {
          remove(environment);
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot look for unused environments in {}", root, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Instant lastUsed(Path environment) throws IOException {
    try {
      return Files.getLastModifiedTime(environment.resolve("last_used")).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.now(); // it is being made, or goes
    }
  }

  /** Under the lock under which jobs begin to use it, which is not one that Java can take. */
  private void remove(Path environment) throws IOException, InterruptedException {
    Path script = Files.createTempFile(root, ".remove", ".sh");
    try {
      Files.writeString(script, Script.text());
      String[] command = {
        "sh", script.toString(), "remove", environment.toString(), Integer.toString(DAYS)
      };
      int code =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      LOG.debug("removing {} returned {}", environment, code);
    } finally {
      Files.deleteIfExists(script);
    }
  }
}
