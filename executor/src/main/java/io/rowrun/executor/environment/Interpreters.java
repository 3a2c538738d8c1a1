package io.rowrun.executor.environment;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Pythons of this host. Those of the system come first: what stands on PATH before them may be
 * a wrapper, or an environment of somebody else. Every one is asked who it is, and remembered until
 * its file changes. Thread-safe.
 */
final class Interpreters {
  private static final Logger LOG = LoggerFactory.getLogger(Interpreters.class);
  private static final List<Path> USUAL = List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"));
  private static final long ANSWER_SECONDS = 20;
  private static final String NAMES = "python3{,.[0-9],.[0-9][0-9]}";
  private static final Pattern ANSWER =
      Pattern.compile("(3\\.\\d+\\.\\d+) (yes|no) (/.*)\n", Pattern.DOTALL);
  private static final String QUESTION =
      """
      import os, sys
      from importlib.util import find_spec as find
      print("%d.%d.%d" % sys.version_info[:3], end=" ")
      print("yes" if find("venv") and find("ensurepip") else "no", end=" ")
      print(os.path.realpath(sys.executable))
      """;

  private final List<Path> directories;
  private final Map<Path, Answer> answers = new ConcurrentHashMap<>();

  /** What the file said when it was of that time. */
  private record Answer(FileTime modified, Optional<Interpreter> interpreter) {}

  /**
   * @param directories where to look, the best first
   */
  Interpreters(List<Path> directories) {
    this.directories = directories;
  }

  static Interpreters ofThisHost() {
    Set<Path> directories = new LinkedHashSet<>(USUAL);
    searchPath().forEach(directories::add);
    return new Interpreters(List.copyOf(directories));
  }

  /** The directories in which this process looks for programs. */
  static Stream<Path> searchPath() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> directory.startsWith("/"))
        .map(Path::of);
  }

  /**
   * The interpreter for that version: one that installs packages, if there is one.
   *
   * @param version {@code 3.11}, {@code 3}, or empty for any
   * @throws ExecutorException FAILED_PRECONDITION naming those that there are
   */
  Interpreter find(String version) {
    Optional<Interpreter> second = Optional.empty();
    for (String name : names(version)) {
      for (Path directory : directories) {
        Optional<Interpreter> found = ask(directory.resolve(name)).filter(it -> it.is(version));
        if (found.filter(Interpreter::installsPackages).isPresent()) {
          return found.get();
        }
        second = second.or(() -> found);
      }
    }
    return second.orElseThrow(() -> missing(version));
  }

  private static List<String> names(String version) {
    return version.contains(".") ? List.of("python" + version, "python3") : List.of("python3");
  }

  private ExecutorException missing(String version) {
    Set<String> present = present();
    return new ExecutorException(
        ErrorCode.FAILED_PRECONDITION,
        "env.python_env.python_version: this host has no Python "
            + (version.isEmpty() ? "3" : version)
            + "; it has "
            + (present.isEmpty() ? "none" : String.join(", ", present)));
  }

  private Set<String> present() {
    Map<Integer, String> byMinor = new TreeMap<>();
    for (Path directory : directories) {
      for (Path path : pythons(directory)) {
        ask(path)
            .map(Interpreter::series)
            .ifPresent(series -> byMinor.put(Integer.valueOf(series.substring(2)), series));
      }
    }
    return new LinkedHashSet<>(byMinor.values());
  }

  private static List<Path> pythons(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, NAMES)) {
      entries.forEach(found::add);
    } catch (IOException e) {
      LOG.debug("cannot look for Python in {}", directory, e);
    }
    return found;
  }

  private Optional<Interpreter> ask(Path path) {
    try {
      if (!Files.isExecutable(path)) {
        return Optional.empty();
      }
      FileTime modified = Files.getLastModifiedTime(path);
      Answer known = answers.get(path);
      if (known == null || !known.modified().equals(modified)) {
        known = new Answer(modified, answer(path));
        answers.put(path, known);
      }
      return known.interpreter();
    } catch (IOException e) {
      LOG.debug("{} does not say who it is", path, e);
      return Optional.empty();
    }
  }

  private static Optional<Interpreter> answer(Path path) throws IOException {
    Path output = Files.createTempFile("rowrun-python", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(path.toString(), "-I", "-c", QUESTION)
              .directory(new File("/"))
              .redirectInput(new File("/dev/null"))
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().remove("PYTHONHOME");
      Process process = builder.start();
      if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return parse(Files.readString(output, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + path, e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static Optional<Interpreter> parse(String answer) {
    return Optional.of(ANSWER.matcher(answer))
        .filter(java.util.regex.Matcher::matches)
        .map(
            line ->
                new Interpreter(
                    Path.of(line.group(3)), line.group(1), line.group(2).equals("yes")));
  }
}
