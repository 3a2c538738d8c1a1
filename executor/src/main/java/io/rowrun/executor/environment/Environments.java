package io.rowrun.executor.environment;

import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.PythonEnvironment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Pythons of jobs. A job with a {@code python_env} runs in an environment of its own kind,
 * which is made by its set-up and kept for all jobs that want the same: same interpreter, same
 * requirements, same options; for conda, the same text. What a requirement without a version comes
 * to is decided when the environment is made.
 *
 * <p>Without requirements the environment has what the interpreter of the host has. With them it
 * has these only. Either way {@code python} is the wanted one, modules in the working directory can
 * be imported, and what the job itself installs is the job's alone. Thread-safe.
 */
public final class Environments implements Surroundings {
  private static final String REQUIREMENTS = "requirements.txt";

  private final Path root;
  private final Interpreters interpreters;
  private final CondaTool conda;
  private final Unused unused;

  Environments(Path root, Interpreters interpreters, CondaTool conda) {
    this.root = root;
    this.interpreters = interpreters;
    this.conda = conda;
    this.unused = new Unused(root);
  }

  /**
   * Those of a data directory. Nothing is done before a job needs one.
   *
   * @param dataDirectory absolute
   */
  public static Environments of(Path dataDirectory) {
    return new Environments(
        dataDirectory.resolve("environments"),
        Interpreters.ofThisHost(),
        new CondaTool(Interpreters.searchPath().toList()));
  }

  /**
   * Checks whether the environment of a new job can be had here.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming a field that is wrong anywhere; else
   *     FAILED_PRECONDITION naming what this host lacks, or UNIMPLEMENTED
   */
  public void check(JobParameters parameters) {
    Environment environment = parameters.environment();
    PythonEnvironment python = environment.python();
    if (python == null) {
      return;
    }
    PythonRules.check(python);
    if (!runsInImage(environment)) {
      recipe(python);
    } else if (wantsMoreThanModules(python)) {
      throw new ExecutorException(
          ErrorCode.UNIMPLEMENTED,
          "env.python_env: beside a docker image it can have local_modules only, as environments"
              + " are made on the host; let the image have what is required");
    }
  }

  @Override
  public List<SetUp> setUps(Job job) {
    Environment environment = job.parameters().environment();
    PythonEnvironment python = environment.python();
    if (python == null || runsInImage(environment)) {
      return List.of();
    }
    Recipe recipe = recipe(python);
    return List.of(
        new SetUp(
            """
            mkdir -p "$ROWRUN_ENVIRONMENTS" && chmod 700 "$ROWRUN_ENVIRONMENTS" &&
            exec sh ./environment.sh "$ROWRUN_DEED" "$ROWRUN_ENVIRONMENTS/$ROWRUN_KEY" "$ROWRUN_WITH"
            """,
            Map.of(
                "ROWRUN_ENVIRONMENTS", root.toString(),
                "ROWRUN_KEY", recipe.key(),
                "ROWRUN_DEED", recipe.deed(),
                "ROWRUN_WITH", recipe.program()),
            recipe.filesWith(Script.NAME, Script.text())));
  }

  @Override
  public Map<String, String> variables(Job job, Path workDirectory, Map<String, String> given) {
    Environment environment = job.parameters().environment();
    PythonEnvironment python = environment.python();
    if (python == null) {
      return given;
    }
    Map<String, String> variables = new LinkedHashMap<>(given);
    variables.merge("PYTHONPATH", workDirectory.toString(), Environments::before);
    if (!runsInImage(environment)) {
      addPlaces(recipe(python), workDirectory, variables);
    }
    return variables;
  }

  @Override
  public void tidy() {
    unused.remove();
  }

  /** What is not installed for all goes to a directory that ends with the job. */
  private void addPlaces(Recipe recipe, Path workDirectory, Map<String, String> variables) {
    Path prefix = root.resolve(recipe.key()).resolve("env");
    Path own = workDirectory.resolveSibling("setup").resolve("packages");
    String path = variables.getOrDefault("PATH", System.getenv().getOrDefault("PATH", "/usr/bin"));
    variables.put("PATH", own.resolve("bin") + ":" + prefix.resolve("bin") + ":" + path);
    variables.put("PYTHONPATH", variables.get("PYTHONPATH") + ":" + own);
    variables.putIfAbsent("PIP_TARGET", own.toString());
    variables.putIfAbsent("PYTHONHOME", ""); // as if it were not set
    if (recipe.deed().equals("conda")) {
      variables.put("CONDA_PREFIX", prefix.toString());
      variables.put("CONDA_DEFAULT_ENV", prefix.toString());
    } else {
      variables.put("VIRTUAL_ENV", prefix.toString());
    }
  }

  private static String before(String present, String first) {
    return present.isEmpty() ? first : first + ":" + present;
  }

  /** What the host must have for it is there, or that is said. */
  private Recipe recipe(PythonEnvironment python) {
    if (!python.condaYaml().isBlank()) {
      return new Recipe(
          "conda", conda.find().toString(), "", Map.of("environment.yaml", python.condaYaml()));
    }
    Interpreter interpreter = interpreters.find(PythonRules.version(python));
    List<String> requirements = PythonRules.requirements(python);
    Map<String, String> files = new TreeMap<>();
    if (!requirements.isEmpty()) {
      requireInstaller(interpreter);
      files.put(REQUIREMENTS, String.join("\n", requirements) + "\n");
      if (python.pipOptions() != null) {
        files.putAll(PipConfig.files(python.pipOptions()));
      }
    }
    return new Recipe("venv", interpreter.path().toString(), interpreter.version(), files);
  }

  private static void requireInstaller(Interpreter interpreter) {
    if (!interpreter.installsPackages()) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "env.python_env.requirements: "
              + interpreter.path()
              + " lacks the modules venv and ensurepip; on Debian and Ubuntu install the package"
              + " python"
              + interpreter.series()
              + "-venv");
    }
  }

  private static boolean runsInImage(Environment environment) {
    return environment.dockerImage() != null || environment.dockerImageId() != null;
  }

  private static boolean wantsMoreThanModules(PythonEnvironment python) {
    return !python.condaYaml().isBlank()
        || !python.pythonVersion().isEmpty()
        || !PythonRules.requirements(python).isEmpty();
  }
}
