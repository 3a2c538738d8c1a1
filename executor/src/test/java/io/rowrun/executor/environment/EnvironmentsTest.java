package io.rowrun.executor.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.PythonEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How environments are made, found and removed: real shells. Where a program of others is needed
 * that may not be here, a script stands in for it and says so.
 */
final class EnvironmentsTest {
  private static final PythonEnvironment PLAIN =
      new PythonEnvironment("", List.of(), "", List.of(), null);
  private static final PythonEnvironment CONDA =
      new PythonEnvironment("dependencies: [python]\n", List.of(), "", List.of(), null);

  @TempDir Path root;
  private Path programs;
  private Environments environments;

  @BeforeEach
  void open() throws IOException {
    programs = Files.createDirectories(root.resolve("programs"));
    environments =
        new Environments(
            root.resolve("environments"),
            Interpreters.ofThisHost(),
            new CondaTool(List.of(programs)));
  }

  @AfterEach
  void delete() throws Exception {
    PackageIndex.deleteEnvironments(root);
  }

  @Test
  void aJobWithoutPythonHasNothingToSetUp() {
    Job job = job(null);

    assertThat(environments.setUps(job)).isEmpty();
    assertThat(environments.variables(job, root, Map.of())).isEmpty();
    assertThat(root.resolve("environments")).doesNotExist();
  }

  @Test
  void anEnvironmentThatWasKilledOnTheWayIsMadeAnew() throws Exception {
    setUp(job(PLAIN));
    Path made = onlyEnvironment();
    Files.delete(made.resolve("complete"));
    Path rest = Files.createFile(made.resolve("env").resolve("half"));

    assertThat(setUp(job(PLAIN))).contains("made the environment in");

    assertThat(onlyEnvironment()).isEqualTo(made);
    assertThat(rest).doesNotExist();
    assertThat(made.resolve("complete")).exists();
    assertThat(setUp(job(PLAIN))).isEmpty();
  }

  @Test
  void onlyWhatNobodyUsedForAMonthAndNobodyUsesIsRemoved() throws Exception {
    setUp(job(PLAIN));
    Path made = onlyEnvironment();
    environments.tidy();
    assertThat(made).exists();

    Files.setLastModifiedTime(
        made.resolve("last_used"), FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    ProcessBuilder user = new ProcessBuilder("sleep", "100");
    user.environment().put("VIRTUAL_ENV", made.resolve("env").toString());
    Process process = user.start();
    try {
      environments.tidy();
      assertThat(made).exists();
    } finally {
      process.destroyForcibly().waitFor();
    }
    environments.tidy();
    assertThat(made).doesNotExist();
  }

  @Test
  void useKeepsAnEnvironment() throws Exception {
    setUp(job(PLAIN));
    Path made = onlyEnvironment();
    Files.setLastModifiedTime(
        made.resolve("last_used"), FileTime.from(Instant.now().minus(Duration.ofDays(31))));

    setUp(job(PLAIN));
    environments.tidy();

    assertThat(made).exists();
  }

  @Test
  void condaIsRefusedWhereThereIsNone() {
    ExecutorException refusal =
        catchThrowableOfType(
            ExecutorException.class, () -> environments.check(job(CONDA).parameters()));

    assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(refusal)
        .hasMessage(
            "env.python_env.conda_yaml: none of micromamba, mamba, conda is on the PATH of this"
                + " server");
  }

  @Test
  void condaMakesTheEnvironmentOfItsTextOnce() throws Exception {
    script(
        "micromamba",
        """
        # stands in for the foreign program: makes a directory with a python as it would
        [ "$1 $2 $3 $5" = "create --yes --prefix --file" ] || exit 64
        echo "reading $(cat "$6")"
        mkdir -p "$4/bin" && ln -s /bin/sh "$4/bin/python"
        """);
    environments.check(job(CONDA).parameters());

    assertThat(setUp(job(CONDA)))
        .contains("reading dependencies: [python]", "made the environment");
    assertThat(setUp(job(CONDA))).isEmpty();

    Map<String, String> variables =
        environments.variables(job(CONDA), root.resolve("job/work"), Map.of("PATH", "/bin"));
    Path prefix = onlyEnvironment().resolve("env");
    assertThat(variables)
        .containsEntry("CONDA_PREFIX", prefix.toString())
        .doesNotContainKey("VIRTUAL_ENV");
    assertThat(variables.get("PATH")).contains(":" + prefix + "/bin:");
    assertThat(prefix.resolve("bin/python")).isExecutable();
  }

  @Test
  void aCondaThatFailsLeavesNoEnvironment() throws Exception {
    script("conda", "# stands in for the foreign program\necho 'no such channel' >&2; exit 3\n");

    Process process = start(job(CONDA));

    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(onlyEnvironment().resolve("complete")).doesNotExist();
  }

  @Test
  void aPythonWithoutVenvIsRefusedWithThePackageThatHelps() throws IOException {
    script(
        "python3",
        "# stands in for a Python of Debian without python3-venv\n"
            + "echo '3.8.10 no /usr/bin/python3.8'\n");
    Environments poor =
        new Environments(
            root.resolve("environments"),
            new Interpreters(List.of(programs)),
            new CondaTool(List.of()));

    ExecutorException refusal =
        catchThrowableOfType(
            ExecutorException.class,
            () ->
                poor.check(
                    job(new PythonEnvironment("", List.of(), "3.8", List.of("a"), null))
                        .parameters()));

    assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(refusal)
        .hasMessage(
            "env.python_env.requirements: /usr/bin/python3.8 lacks the modules venv and ensurepip;"
                + " on Debian and Ubuntu install the package python3.8-venv");
  }

  @Test
  void aProgramThatOnlyHasTheNameOfAPythonIsPassedOver() throws IOException {
    script(
        "python3",
        "# as a shim without a version chosen\necho 'no version is set' >&2; exit 127\n");
    Interpreters none = new Interpreters(List.of(programs));

    assertThat(catchThrowableOfType(ExecutorException.class, () -> none.find("3.9")))
        .hasMessage("env.python_env.python_version: this host has no Python 3.9; it has none");
  }

  private void script(String name, String text) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Job job(@org.jspecify.annotations.Nullable PythonEnvironment python) {
    return Job.builder(
            "j1",
            "p1",
            Instant.EPOCH,
            "me",
            JobParameters.builder("true")
                .environment(new Environment(Map.of(), null, null, python))
                .build())
        .build();
  }

  /** What it wrote. */
  private String setUp(Job job) throws Exception {
    Process process = start(job);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private Process start(Job job) throws Exception {
    SetUp step = environments.setUps(job).get(0);
    Path directory = Files.createTempDirectory(root, "setup");
    for (var file : step.files().entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", step.command())
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(step.environment());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process;
  }

  private Path onlyEnvironment() throws IOException {
    try (Stream<Path> all = Files.list(root.resolve("environments"))) {
      List<Path> directories = all.filter(Files::isDirectory).toList();
      assertThat(directories).hasSize(1);
      return directories.get(0);
    }
  }
}
