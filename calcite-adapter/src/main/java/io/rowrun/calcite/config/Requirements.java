package io.rowrun.calcite.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A requirements file of pip's as a list of requirements; files that it includes are read too. */
final class Requirements {
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*$");
  private static final Pattern INCLUDE = Pattern.compile("(?:-r|--requirement)[\\s=]\\s*(\\S.*)");
  private static final int MAX_DEPTH = 10;

  private final Function<String, ConfigException> failure;
  private final List<String> found = new ArrayList<>();

  private Requirements(Function<String, ConfigException> failure) {
    this.failure = failure;
  }

  static List<String> read(Path file, Function<String, ConfigException> failure) {
    Requirements requirements = new Requirements(failure);
    requirements.read(file, 0);
    return requirements.found;
  }

  private void read(Path file, int depth) {
    if (depth > MAX_DEPTH) {
      throw failure.apply(file + " is included by itself, or too deep");
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw failure.apply("cannot read the requirements file " + file + ": " + e.getMessage());
    }
    for (String line : text.replaceAll("\\\\\\r?\\n", " ").split("\\r?\\n", -1)) {
      readLine(file, COMMENT.matcher(line).replaceAll("").strip(), depth);
    }
  }

  private void readLine(Path file, String line, int depth) {
    Matcher include = INCLUDE.matcher(line);
    if (include.matches()) {
      read(file.resolveSibling(include.group(1)), depth + 1);
    } else if (line.startsWith("-")) {
      throw failure.apply(
          file + " has the option '" + line + "': options of pip go under env.python.pip");
    } else if (!line.isEmpty()) {
      found.add(line);
    }
  }
}
