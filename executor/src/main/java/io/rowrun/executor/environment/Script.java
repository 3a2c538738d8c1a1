package io.rowrun.executor.environment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The program that makes and removes environments. */
final class Script {
  static final String NAME = "environment.sh";

  private Script() {}

  static String text() {
    try (InputStream resource =
        Objects.requireNonNull(Script.class.getResourceAsStream(NAME), NAME)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + NAME + " of this program", e);
    }
  }
}
