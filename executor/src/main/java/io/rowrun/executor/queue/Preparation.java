package io.rowrun.executor.queue;

import io.rowrun.executor.files.CommandTemplate;
import io.rowrun.executor.files.Staging;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.GracefulShutdown;
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
import org.jspecify.annotations.Nullable;

/**
 * Brings a claimed execution to run: lays out its directory, starts its supervisor, and writes that
 * it runs. May be done again after a crash at any line: the directory is laid out only until it is
 * marked as staged, the supervisor runs nothing a second time. Thread-safe.
 */
final class Preparation {
  private static final int SIGTERM = 15;

  private final Database store;
  private final Launcher launcher;
  private final Staging staging;
  private final JobDirectories directories;
  private final Node node;
  private final InstantSource clock;

  Preparation(
      Database store,
      Launcher launcher,
      Staging staging,
      JobDirectories directories,
      Node node,
      InstantSource clock) {
    this.store = store;
    this.launcher = launcher;
    this.staging = staging;
    this.directories = directories;
    this.node = node;
    this.clock = clock;
  }

  /** How a preparation ended. */
  enum Result {
    /** The program runs, or has ended by now. */
    LAUNCHED,
    /** Somebody cancelled it before anything ran, and nothing will. */
    CANCELLED,
    /** Another node has it. */
    LEASE_LOST
  }

  /**
   * Prepares the task, on a worker's thread.
   *
   * @throws ExecutorException if the execution cannot be started; INTERNAL or UNAVAILABLE if a
   *     later try may go better
   */
  Result run(Task task) {
    Job job = store.jobs().get(task.jobId());
    if (launcher.poll(task.directory) instanceof TaskState.NotStarted) {
      stage(job, task);
      if (!isCancelled(task)) {
        launcher.start(spec(job, task));
      } else if (willNeverStart(task)) {
        return Result.CANCELLED;
      }
    }
    Start start = new Start(clock.instant(), launcher.engine(), node.host(), instanceType(job));
    return store.executions().started(task.lease, start) ? Result.LAUNCHED : Result.LEASE_LOST;
  }

  private String instanceType(Job job) {
    return node.instanceTypes().choose(job.parameters().instanceTypes()).name();
  }

  /** Sees to it that a supervisor which is on its way, from before a crash, runs nothing. */
  private boolean willNeverStart(Task task) {
    launcher.stop(task.directory, StopRequest.KILL);
    return launcher.poll(task.directory) instanceof TaskState.NotStarted;
  }

  private boolean isCancelled(Task task) {
    return store.executions().get(task.execution.id()).cancel() != null;
  }

  private void stage(Job job, Task task) {
    if (directories.isStaged(job.id())) {
      return;
    }
    try {
      Files.createDirectories(task.directory);
      staging.lay(job.projectId(), job.parameters(), task.directory);
      directories.markStaged(job.id());
    } catch (IOException e) {
      throw new ExecutorException(
          ErrorCode.INTERNAL, "cannot lay out the directory of job " + job.id() + ": " + e, e);
    }
  }

  private LaunchSpec spec(Job job, Task task) {
    JobParameters parameters = job.parameters();
    @Nullable GracefulShutdown graceful = parameters.gracefulShutdown();
    return new LaunchSpec(
        task.execution.id(),
        task.execution.epoch(),
        task.directory,
        CommandTemplate.expand(parameters, task.directory),
        parameters.environment().vars(),
        node.executionTimeout(),
        graceful == null ? Duration.ZERO : graceful.timeout(),
        graceful == null ? SIGTERM : graceful.signalToSend());
  }
}
