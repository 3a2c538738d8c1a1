package io.rowrun.executor.queue;

import io.rowrun.executor.environment.SetUp;
import io.rowrun.executor.environment.Surroundings;
import io.rowrun.executor.files.CommandTemplate;
import io.rowrun.executor.files.Mounts;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.files.Staging;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.GracefulShutdown;
import io.rowrun.executor.job.InstanceType;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.launcher.LaunchSpec;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.launcher.StopRequest;
import io.rowrun.executor.launcher.TaskState;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a claimed execution to run: lays out its directory, has set up what its program needs,
 * writes that it runs, and starts its supervisor, in this order. So whatever ever ran is EXECUTING
 * in the store, which survives a power failure, when the directory may not. May be done again after
 * a crash at any line: the directory is laid out only until it is marked as staged, the supervisor
 * runs nothing a second time. Thread-safe.
 */
final class Preparation {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
  private static final int SIGTERM = 15;
  private static final int MOST_FAILURES = 30; // a minute of retries
  private static final Set<ErrorCode> MAY_PASS =
      EnumSet.of(ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE, ErrorCode.RESOURCE_EXHAUSTED);

  private final Database store;
  private final Launcher launcher;
  private final Staging staging;
  private final ProjectDirectories projects;
  private final JobVariables variables;
  private final JobContainer container;
  private final JobDirectories directories;
  private final Surroundings surroundings;
  private final SetUpStage setUpStage;
  private final Node node;
  private final InstantSource clock;

  Preparation(QueueParts parts) {
    this.store = parts.store();
    this.launcher = parts.launcher();
    Mounts mounts =
        new Mounts(
            parts.resources(),
            parts.projects(),
            (project, id) -> store.datasets().find(project, id).isPresent());
    this.staging = new Staging(parts.files(), parts.projects(), mounts);
    this.container = new JobContainer(parts.images(), mounts, parts.projects());
    this.projects = parts.projects();
    this.variables = new JobVariables(parts.resources(), parts.surroundings(), parts.projects());
    this.directories = parts.directories();
    this.surroundings = parts.surroundings();
    this.setUpStage = new SetUpStage(launcher, directories);
    this.node = parts.node();
    this.clock = parts.clock();
  }

  /** How a preparation ended. */
  enum Result {
    /** The program runs, or is about to, or has ended by now. */
    LAUNCHED,
    /** Work that comes before its program is under way: to be called again when that has ended. */
    SETTING_UP,
    /** Somebody cancelled it before anything ran, and nothing will. */
    CANCELLED,
    /** It was started, and of that its directory knows nothing any more. */
    LOST,
    /** Another node has it. */
    LEASE_LOST
  }

  /**
   * Prepares the task, on a worker's thread. What else it throws may pass: it is to be called
   * again.
   */
  Result run(Task task) throws IOException, Unstartable {
    if (task.launched || !(launcher.poll(task.directory) instanceof TaskState.NotStarted)) {
      task.mayHaveSetUp |= !task.launched;
      return Result.LAUNCHED; // and as such in the store before
    }
    if (task.execution.startedAt() != null && !directories.isStaged(task.jobId())) {
      return Result.LOST;
    }
    Job job = store.jobs().get(task.jobId());
    stage(job, task);
    @Nullable Result unready = setUp(job, task);
    if (unready != null) {
      return unready;
    }
    LaunchSpec spec = spec(job, task);
    Start start = new Start(clock.instant(), launcher.engine(spec), node.host(), instanceType(job));
    if (!store.executions().started(task.lease, start)) {
      return Result.LEASE_LOST;
    }
    if (isCancelled(task)) {
      return willNeverStart(task) ? Result.CANCELLED : Result.LAUNCHED;
    }
    launch(spec, task);
    return Result.LAUNCHED;
  }

  /** The type that was counted when the job was queued, whatever this node has now. */
  private String instanceType(Job job) {
    try {
      return node.instanceTypes().choose(job.parameters().instanceTypes()).name();
    } catch (ExecutorException e) {
      return job.parameters().instanceTypes().get(0);
    }
  }

  /** Sees to it that a supervisor which is on its way, from before a crash, runs nothing. */
  private boolean willNeverStart(Task task) {
    if (!Files.exists(task.directory)) {
      return true;
    }
    launcher.stop(task.directory, StopRequest.KILL);
    return launcher.poll(task.directory) instanceof TaskState.NotStarted;
  }

  private boolean isCancelled(Task task) {
    return store.executions().get(task.execution.id()).cancel() != null;
  }

  private void stage(Job job, Task task) throws Unstartable {
    try {
      if (!directories.isStaged(job.id())) {
        Files.createDirectories(task.directory);
        staging.lay(job.projectId(), job.parameters(), task.directory);
        directories.markStaged(job.id());
      }
    } catch (IOException | RuntimeException e) {
      throw failed(task, "cannot lay out the directory of job " + job.id(), e);
    }
  }

  /** Sees to what comes before the program; null if it can start. */
  private @Nullable Result setUp(Job job, Task task) throws IOException, Unstartable {
    List<SetUp> steps;
    try {
      steps = surroundings.setUps(job);
    } catch (RuntimeException e) {
      task.mayHaveSetUp = true;
      if (setUpStage.isStopped(task)) {
        throw failed(task, "cannot set up what job " + job.id() + " needs", e);
      }
      return Result.SETTING_UP;
    }
    if (steps.isEmpty()) {
      return null;
    }
    task.mayHaveSetUp = true;
    if (isCancelled(task)) {
      return setUpStage.isStopped(task) ? Result.CANCELLED : Result.SETTING_UP;
    }
    return setUpStage.isDone(task, steps) ? null : Result.SETTING_UP;
  }

  private void launch(LaunchSpec spec, Task task) throws Unstartable {
    try {
      launcher.start(spec);
      task.launched = true;
    } catch (RuntimeException e) {
      throw failed(task, "cannot start the program", e);
    }
  }

  /** What to throw: the failure itself as long as another try may go better. */
  private RuntimeException failed(Task task, String deed, Exception e) throws Unstartable {
    ErrorCode code = e instanceof ExecutorException ours ? ours.code() : ErrorCode.INTERNAL;
    String why = e instanceof ExecutorException ? String.valueOf(e.getMessage()) : deed + ": " + e;
    if (MAY_PASS.contains(code) && ++task.failedPreparations < MOST_FAILURES) {
      return e instanceof RuntimeException same ? same : new ExecutorException(code, why, e);
    }
    if (!willNeverStart(task)) {
      return new IllegalStateException("execution " + task.execution.id() + " has started", e);
    }
    LOG.debug("execution {} cannot be started", task.execution.id(), e);
    throw new Unstartable(code, why, e);
  }

  private LaunchSpec spec(Job job, Task task) throws Unstartable {
    try {
      return specOf(job, task);
    } catch (RuntimeException e) {
      throw failed(task, "cannot tell how to start job " + job.id(), e);
    }
  }

  private LaunchSpec specOf(Job job, Task task) {
    JobParameters parameters = job.parameters();
    @Nullable GracefulShutdown graceful = parameters.gracefulShutdown();
    LaunchSpec spec =
        new LaunchSpec(
            task.execution.id(),
            task.execution.epoch(),
            task.directory,
            CommandTemplate.expand(parameters, task.directory, projects.home(job.projectId())),
            variables.of(job, task.directory),
            node.executionTimeout(),
            graceful == null ? Duration.ZERO : graceful.timeout(),
            graceful == null ? SIGTERM : graceful.signalToSend());
    InstanceType type = InstanceType.named(instanceType(job)).orElse(InstanceType.DEFAULT);
    return container.around(spec, job, type);
  }
}
