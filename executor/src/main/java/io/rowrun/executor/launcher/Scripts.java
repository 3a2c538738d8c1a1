package io.rowrun.executor.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Texts for shells. */
final class Scripts {
  private Scripts() {}

  /** The script of that name beside this class. */
  static String text(String name) {
    try (InputStream resource =
        Objects.requireNonNull(Scripts.class.getResourceAsStream(name), name)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  /** The command line of a program, whatever is in its arguments. */
  static String words(List<String> command) {
    return command.stream().map(JobScript::quoted).collect(Collectors.joining(" "));
  }
}
