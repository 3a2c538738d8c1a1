package io.rowrun.executor.launcher;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks as processes of this host, each under a supervisor that outlives this process: the
 * shell script {@code supervisor.sh}, which this class installs. All state is in the job
 * directories. Thread-safe.
 *
 * <p>At its end a task is killed with everything it started: by its control group where one can be
 * made; else by its process group and by the variable {@code ROWRUN_EXECUTION} in the environment
 * of its processes, which misses a process that left the group and cleared its environment.
 */
public final class LocalLauncher implements Launcher {
  /** The name of the engine. */
  public static final String ENGINE = "local";

  private static final String SCRIPT = "supervisor.sh";
  private static final String METER = "meter.pl";
  private static final String OF_CONTAINERS = "container.sh";
  private static final String CONTAINER_INIT = "container-init.sh";

  /** A supervisor writes who it is at once after it took a directory. */
  private static final Duration TIME_TO_SAY_WHO = Duration.ofSeconds(10);

  private static final Duration TIME_TO_SWEEP = Duration.ofMinutes(1);

  /**
   * Two helpers by which the JDK starts processes inherit each other's pipes when they are started
   * at a time. If this process is killed just then, both wait for ever and keep what it had open,
   * its ports among them.
   */
  private static final Object ONE_AT_A_TIME = new Object();

  private final Path script;
  private final LocalSettings settings;
  private volatile @Nullable Host host;

  private LocalLauncher(Path script, LocalSettings settings) {
    this.script = script;
    this.settings = settings;
  }

  /** Installs the supervisor in the data directory. The host is looked at when a task starts. */
  public static LocalLauncher open(Path dataDirectory) {
    return open(dataDirectory, LocalSettings.DEFAULT);
  }

  static LocalLauncher open(Path dataDirectory, LocalSettings settings) {
    Path directory = dataDirectory.toAbsolutePath();
    try {
      Files.createDirectories(directory);
      for (String name : List.of(METER, OF_CONTAINERS, CONTAINER_INIT)) {
        install(name, directory);
      }
      return new LocalLauncher(install(SCRIPT, directory), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot install the supervisor in " + directory + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String engine(LaunchSpec spec) {
    return ENGINE;
  }

  /** Writes the files of one kind of task. */
  interface TaskWriter {
    /** Returns the settings that differ from those of other kinds. */
    Map<String, String> write(TaskFiles files) throws IOException;
  }

  @Override
  public void start(LaunchSpec spec) {
    start(spec, files -> writeForHost(spec, files));
  }

  /** Starts a task of another kind than a process of this host. */
  void start(LaunchSpec spec, TaskWriter writer) {
    TaskFiles files = new TaskFiles(spec.directory());
    if (files.taken()) {
      return;
    }
    try {
      Files.createDirectories(spec.directory().resolve("work"));
      files.write("epoch", spec.epoch() + "\n");
      files.write("settings", settings(spec, host(), writer.write(files)));
      spawn("run", spec.directory());
    } catch (IOException e) {
      throw new ExecutorException(
          ErrorCode.UNAVAILABLE,
          "cannot start execution " + spec.executionId() + ": " + e.getMessage(),
          e);
    }
  }

  @Override
  public TaskState poll(Path directory) {
    TaskFiles files = new TaskFiles(directory);
    try {
      TaskState state = ended(files).orElse(null);
      if (state == null) {
        state = supervised(files);
      }
      if (state instanceof TaskState.Lost) {
        state = ended(files).orElse(state); // it ended between the two looks
      }
      return state;
    } catch (IOException e) {
      throw new ExecutorException(
          ErrorCode.UNAVAILABLE,
          "cannot read job directory " + directory + ": " + e.getMessage(),
          e);
    }
  }

  @Override
  public void stop(Path directory, StopRequest request) {
    TaskFiles files = new TaskFiles(directory);
    if (files.ended()) {
      return;
    }
    try {
      files.write("request", request.signal() + " " + hundredths(request.grace()) + "\n");
      files.withhold();
      if (!files.withheld()) {
        spawn("stop", directory);
      }
    } catch (IOException e) {
      throw new ExecutorException(
          ErrorCode.UNAVAILABLE, "cannot stop the task of " + directory + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void killLeftovers(Path directory, String executionId) {
    TaskFiles files = new TaskFiles(directory);
    try {
      if (files.forContainer()) {
        removeContainer(directory);
      }
      new Leftovers(files, executionId).kill();
    } catch (IOException e) {
      throw new ExecutorException(
          ErrorCode.UNAVAILABLE,
          "cannot kill what is left of execution " + executionId + ": " + e.getMessage(),
          e);
    }
  }

  private Map<String, String> writeForHost(LaunchSpec spec, TaskFiles files) throws IOException {
    Host host = host();
    JobScript job = JobScript.onHost(host, spec);
    String text = job.text();
    String group = "";
    if (host.controlGroups().isPresent()) {
      group = host.controlGroups().get().make(spec.executionId()).toString();
      files.write("cgroup", group + "\n");
    }
    if (job.commandIsLong()) {
      files.write("command", job.longCommand());
    }
    files.write("job.sh", text);
    return Map.of("cgroup", group, "time", host.time());
  }

  private static String settings(LaunchSpec spec, Host host, Map<String, String> ofItsKind) {
    Duration timeout = spec.timeout();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("id", spec.executionId());
    settings.put("shell", host.supervisorShell().toString());
    settings.put("sync", host.sync());
    settings.put("timeout", timeout == null ? "" : Long.toString(hundredths(timeout)));
    settings.put("signal", Integer.toString(spec.timeoutSignal()));
    settings.put("grace", Long.toString(hundredths(spec.timeoutGrace())));
    settings.putAll(ofItsKind);
    return settings.entrySet().stream()
        .map(setting -> assignment(setting.getKey(), setting.getValue()))
        .collect(Collectors.joining());
  }

  private static String assignment(String name, String value) {
    return name + "=" + JobScript.quoted(value) + "\n";
  }

  /** Rounded up: less than a hundredth of a second is not nothing. */
  private static long hundredths(Duration duration) {
    return Math.addExact(duration.toMillis(), 9) / 10;
  }

  /** The script that is the first process of containers. */
  Path containerInit() {
    return script.resolveSibling(CONTAINER_INIT);
  }

  private void removeContainer(Path directory) throws IOException {
    Process sweep =
        quiet(
                List.of(
                    host().supervisorShell().toString(),
                    script.toString(),
                    "sweep",
                    directory.toString()),
                directory)
            .start();
    try {
      if (!sweep.waitFor(TIME_TO_SWEEP.toSeconds(), TimeUnit.SECONDS)) {
        sweep.destroy();
        throw new IOException("its container cannot be removed");
      }
    } catch (InterruptedException e) {
      sweep.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void spawn(String deed, Path directory) throws IOException {
    ProcessBuilder process = quiet(host().detached(script, deed, directory.toString()), directory);
    synchronized (ONE_AT_A_TIME) {
      process.start();
    }
  }

  private static ProcessBuilder quiet(List<String> command, Path directory) {
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static Optional<TaskState> ended(TaskFiles files) throws IOException {
    Optional<ExitRecord> exit = files.exit();
    if (exit.isPresent()) {
      files.controlGroup().ifPresent(ControlGroups::remove);
    }
    return exit.map(TaskState.Exited::new);
  }

  private static TaskState supervised(TaskFiles files) throws IOException {
    Optional<ProcessIdentity> supervisor = files.supervisor();
    if (supervisor.isPresent()) {
      return watchedBy(supervisor.get());
    }
    Optional<Instant> takenAt = files.takenAt();
    if (takenAt.isEmpty() || files.withheld()) {
      return TaskState.NotStarted.INSTANCE;
    }
    return takenAt.get().plus(TIME_TO_SAY_WHO).isAfter(Instant.now())
        ? TaskState.Running.INSTANCE
        : new TaskState.Lost("its supervisor ended before it started anything");
  }

  private static TaskState watchedBy(ProcessIdentity supervisor) throws IOException {
    if (!supervisor.ofThisBoot()) {
      return new TaskState.Lost("the host was restarted while it ran");
    }
    return supervisor.isAlive()
        ? TaskState.Running.INSTANCE
        : new TaskState.Lost("its supervisor was killed");
  }

  private Host host() {
    Host known = host;
    if (known == null) {
      synchronized (this) {
        known = host;
        if (known == null) {
          known = Host.probe(settings, script);
          host = known;
        }
      }
    }
    return known;
  }

  /** By rename: supervisors that run go on with the script that they have open. */
  private static Path install(String name, Path directory) throws IOException {
    Path program = directory.resolve(name);
    try (InputStream resource =
        Objects.requireNonNull(LocalLauncher.class.getResourceAsStream(name), name)) {
      byte[] bytes = resource.readAllBytes();
      if (!Files.exists(program) || !Arrays.equals(bytes, Files.readAllBytes(program))) {
        Path draft = Files.createTempFile(directory, name, "");
        Files.write(draft, bytes);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
        Files.move(draft, program, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return program;
  }
}
