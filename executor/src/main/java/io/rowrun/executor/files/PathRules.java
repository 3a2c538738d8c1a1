package io.rowrun.executor.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.PythonEnvironment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which paths a job may declare. Without a variable: relative, and staying below the working
 * directory. With one, any path of the user's machine: if it leads out of the working directory,
 * the file gets a place of its own, and the variable tells where.
 */
public final class PathRules {
  private static final Pattern VARIABLE = Pattern.compile("[0-9A-Za-z_-]{1,50}");

  /** What file systems take. */
  private static final int MOST_NAME_BYTES = 255;

  /**
   * Paths are laid out below the data directory, for which file systems take 4,096, and in URLs.
   */
  private static final int MOST_PATH_BYTES = 2048;

  private PathRules() {}

  /**
   * Checks every file that a job declares.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the first path or variable that is wrong
   */
  public static void check(JobParameters parameters) {
    Set<Path> inputs = new HashSet<>();
    for (InputFile file : parameters.inputFiles()) {
      checkFile("input file", file.path(), file.var(), inputs);
    }
    checkNoneInsideAnother(parameters);
    checkModules(parameters);
    Set<Path> outputs = new HashSet<>();
    for (FileDesc file : parameters.outputFiles()) {
      checkFile("output file", file.path(), file.var(), outputs);
    }
  }

  /** Whether the file stands in the working directory by the path that its user gave. */
  static boolean isBelowWork(Path declared) {
    return !declared.isAbsolute() && !declared.normalize().startsWith("..");
  }

  private static void checkFile(String what, String path, @Nullable String var, Set<Path> sofar) {
    String name = what + " '" + path.replace('\0', '?') + "'";
    checkLength(what, path);
    Path parsed = parse(name, path);
    Path last = parsed.getFileName();
    if (last == null || parsed.normalize().toString().isEmpty() || last.toString().equals("..")) {
      throw invalid(name + " names no file");
    }
    if (var == null) {
      checkWithoutVariable(name, parsed);
    } else {
      checkVariable(name, var);
    }
    if (!sofar.add(parsed.normalize())) {
      throw invalid(name + " is declared twice");
    }
  }

  private static void checkLength(String what, String path) {
    int bytes = path.getBytes(UTF_8).length;
    if (bytes > MOST_PATH_BYTES) {
      throw invalid(
          what
              + " '"
              + path.substring(0, 100).replace('\0', '?')
              + "…' has too long a path: "
              + MOST_PATH_BYTES
              + " bytes at most, it has "
              + bytes);
    }
    for (String part : path.split("/", -1)) {
      if (part.getBytes(UTF_8).length > MOST_NAME_BYTES) {
        throw invalid(
            what
                + " '"
                + path.replace('\0', '?')
                + "' has too long a name in its path: "
                + MOST_NAME_BYTES
                + " bytes at most");
      }
    }
  }

  /** Checks a name by which {@code cmd} knows something of the job. */
  static void checkVariable(String what, String var) {
    if (!VARIABLE.matcher(var).matches()) {
      throw invalid(
          "variable '" + var + "' of " + what + " is no name: 1 to 50 of letters, digits, _ and -");
    }
  }

  /** Its path is a name on the user's machine, by which its bytes are sent. */
  private static void checkModules(JobParameters parameters) {
    PythonEnvironment python = parameters.environment().python();
    Set<String> paths = new HashSet<>();
    parameters.inputFiles().forEach(file -> paths.add(file.path()));
    for (InputFile module : python == null ? List.<InputFile>of() : python.localModules()) {
      String name = "local module '" + module.path().replace('\0', '?') + "'";
      checkLength("local module", module.path());
      if (module.path().isEmpty()) {
        throw invalid(name + " has an empty path: by it its bytes are sent");
      }
      if (module.var() != null) {
        checkVariable(name, module.var());
      }
      if (!paths.add(module.path())) {
        throw invalid(name + " has the path of another local module or of an input file");
      }
    }
  }

  private static Path parse(String name, String path) {
    if (path.isEmpty()) {
      throw invalid(name + " has an empty path");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw invalid(name + " has a path that cannot be used here: " + e.getReason());
    }
  }

  private static void checkWithoutVariable(String name, Path path) {
    if (path.isAbsolute()) {
      throw invalid(
          name + " is absolute: make it relative to the working directory, or give it a variable");
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw invalid(name + " climbs with '..': it must stay below the working directory");
      }
    }
  }

  /** A directory, which comes as an archive, may hold other inputs. */
  private static void checkNoneInsideAnother(JobParameters parameters) {
    Set<Path> plain = new HashSet<>();
    for (InputFile file : parameters.inputFiles()) {
      if (file.compression() != Compression.ZIP) {
        plain.add(Path.of(file.path()).normalize());
      }
    }
    for (InputFile file : parameters.inputFiles()) {
      Path path = Path.of(file.path()).normalize();
      for (Path above = path.getParent(); above != null; above = above.getParent()) {
        if (isBelowWork(path) && plain.contains(above)) {
          throw invalid(
              "input file '" + file.path() + "' cannot be below '" + above + "', which is a file");
        }
      }
    }
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
