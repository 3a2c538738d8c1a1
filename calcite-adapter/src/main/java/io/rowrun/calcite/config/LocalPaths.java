package io.rowrun.calcite.config;

import io.rowrun.calcite.config.Declarations.Declaration;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Paths as a job declares them. Without a variable: relative, and staying below the root. With one:
 * any path.
 */
final class LocalPaths {
  private LocalPaths() {}

  static Path check(Declaration declaration) {
    Path path = parse(declaration.at(), declaration.thing());
    String why = declaration.var() == null ? whyNotBelowRoot(path) : null;
    if (why != null) {
      throw declaration.at().wrong("'" + declaration.thing() + "' " + why);
    }
    return path;
  }

  static void requireExisting(Declaration declaration, Path root) {
    requireExisting(declaration.at(), root, declaration.thing());
  }

  /** The path of something that is there. */
  static Path requireExisting(Yaml at, Path root, String name) {
    Path path = root.resolve(parse(at, name));
    if (!Files.exists(path)) {
      throw at.wrong(
          "there is no file or directory '"
              + name
              + "': looked for "
              + path.toAbsolutePath().normalize());
    }
    return path;
  }

  /** Null if it is. */
  static @Nullable String whyNotBelowRoot(Path path) {
    if (path.isAbsolute()) {
      return "is absolute: make it relative to the working directory, or give it a variable";
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        return "climbs with '..': make it stay below the working directory, or give it a variable";
      }
    }
    return null;
  }

  private static Path parse(Yaml at, String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw at.wrong("'" + name.replace('\0', '?') + "' cannot be a path: " + e.getReason());
    }
  }
}
