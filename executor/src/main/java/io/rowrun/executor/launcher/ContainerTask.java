package io.rowrun.executor.launcher;

import static io.rowrun.executor.launcher.JobScript.quoted;
import static java.util.Objects.requireNonNull;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the files of a task that runs in a container. What the program sees of the job directory
 * stands at the same path: {@code work/} and what the job asks for, and the files that the program
 * writes for us. The environment of the job is set within, by a script: neither the command line of
 * the client nor the engine's records show it, and none of it can mislead the client.
 *
 * <p>The container has the network of the host, as a program of the host has. Its first process is
 * ours, and writes both streams to their files, so nothing of them passes through the engine.
 */
final class ContainerTask {
  private static final String INSIDE = "container";

  /** What the client's option for binds cannot say. */
  private static final String UNSPEAKABLE = ",\"\n\r";

  /** Not attached to the container: its service tells an attached client wrong codes at times. */
  private static final String WITH_A_SERVICE =
      """
      %s > /dev/null || exit
        engine start %2$s > /dev/null || exit
        code=$(engine wait %2$s)
        case $code in "" | *[!0-9]*) exit 125 ;; esac
        exit "$code"\
      """;

  private final LaunchSpec spec;
  private final ContainerEngine engine;
  private final Path init;

  /**
   * @param init the script that is the container's first process
   */
  ContainerTask(LaunchSpec spec, ContainerEngine engine, Path init) {
    this.spec = spec;
    this.engine = engine;
    this.init = init;
  }

  /** By which name the engine knows the container of an execution. */
  static String name(String executionId) {
    return "rowrun-" + executionId;
  }

  /** Writes the files; returns the settings by which the supervisor knows what they are for. */
  Map<String, String> write(TaskFiles files) throws IOException {
    Path inside = Files.createDirectories(spec.directory().resolve(INSIDE));
    JobScript job = JobScript.inContainer(spec, inside.resolve("command"));
    TaskFiles filesInside = new TaskFiles(inside);
    if (job.commandIsLong()) {
      filesInside.write("command", job.longCommand());
    }
    filesInside.write("job.sh", job.text());
    files.write("engine.sh", functions());
    String memory = spec.limits() == null ? "" : Long.toString(spec.limits().memoryBytes());
    return Map.of(INSIDE, name(spec.executionId()), "memory", memory);
  }

  private String functions() throws IOException {
    String arguments =
        " \"$image\" " + Scripts.words(List.of(init.toString(), spec.directory().toString()));
    String runImage =
        engine.isPodman()
            ? "exec " + Scripts.words(engine.command(options("run"))) + arguments
            : WITH_A_SERVICE.formatted(
                Scripts.words(engine.command(options("create"))) + arguments,
                quoted(name(spec.executionId())));
    return "engine() {\n  "
        + Scripts.words(engine.client())
        + " \"$@\"\n}\nrun_image() {\n  image="
        + image()
        + "\n  "
        + runImage
        + "\n}\n";
  }

  /** A name without a registry means one of Docker Hub or, if there is none, one made here. */
  private String image() {
    String url = requireNonNull(spec.image()).url();
    String full = ImageName.parse("the image", url).full();
    return full.equals(url)
        ? quoted(url)
        : "$(engine image inspect %1$s > /dev/null 2>&1 && echo %1$s || echo %2$s)"
            .formatted(quoted(full), quoted(url));
  }

  private List<String> options(String deed) throws IOException {
    List<String> run = new ArrayList<>(List.of(deed, "--rm", "--pull=never"));
    run.add("--name=" + name(spec.executionId()));
    run.add("--label=io.rowrun.execution=" + spec.executionId());
    run.add("--env=ROWRUN_EXECUTION=" + spec.executionId());
    run.add("--user=" + engine.user());
    run.add("--workdir=" + spec.directory().resolve("work"));
    run.addAll(List.of("--network=host", "--log-driver=none", "--security-opt=label=disable"));
    run.add("--stop-timeout=0");
    if (engine.isPodman()) {
      run.add("--sig-proxy=false");
    }
    run.addAll(engine.runOptions());
    run.addAll(limits());
    for (Bind bind : binds()) {
      run.add("--mount=" + mount(bind));
    }
    run.add("--entrypoint=sh");
    return run;
  }

  /** An engine refuses to give more processors than there are. */
  private List<String> limits() {
    Limits limits = spec.limits();
    if (limits == null || !engine.limitsTakeEffect()) {
      return List.of();
    }
    String memory = "--memory=" + limits.memoryBytes();
    return limits.cpus() < Runtime.getRuntime().availableProcessors()
        ? List.of("--cpus=" + limits.cpus(), memory)
        : List.of(memory);
  }

  private List<Bind> binds() {
    Path directory = spec.directory();
    Stream<Bind> own =
        Stream.of("work", "stdout", "stderr", "report", "progress")
            .map(name -> new Bind(directory.resolve(name), Bind.Access.READ_WRITE));
    Stream<Bind> scripts =
        Stream.of(init, directory.resolve(INSIDE))
            .map(path -> new Bind(path, Bind.Access.READ_ONLY));
    return Stream.of(own, scripts, spec.binds().stream()).flatMap(binds -> binds).toList();
  }

  private static String mount(Bind bind) throws IOException {
    Path source = Files.exists(bind.path()) ? bind.path().toRealPath() : bind.path();
    String mount =
        "type=bind,source=" + speakable(source) + ",destination=" + speakable(bind.path());
    return bind.access() == Bind.Access.READ_ONLY ? mount + ",readonly" : mount;
  }

  private static String speakable(Path path) {
    if (path.toString().chars().anyMatch(c -> UNSPEAKABLE.indexOf(c) >= 0)) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "path '"
              + path
              + "' cannot be bound into a container: it has a comma, quote or line end");
    }
    return path.toString();
  }
}
