package io.rowrun.executor.launcher;

import io.rowrun.executor.job.ExecutorException;
import java.nio.file.Path;

/**
 * Runs the commands of executions on one kind of engine. A task is known by its directory alone, so
 * that whoever holds the directory, in this process or in one started later, can follow and stop
 * it. Thread-safe; no method blocks for the life of a task.
 */
public interface Launcher {
  /** The name of the engine that runs such a task, as in {@code local}. */
  String engine(LaunchSpec spec);

  /**
   * Starts the task and returns once its supervisor is on its way. The command runs in {@code
   * work/} of the directory. Calling it again for the same directory never runs the command again,
   * not even at the same moment, from another process, or after the task has ended.
   *
   * @throws ExecutorException if nothing was started and a later call may start it
   */
  void start(LaunchSpec spec);

  /**
   * Where the task stands; costs a few system calls.
   *
   * @throws ExecutorException if the directory cannot be read
   */
  TaskState poll(Path directory);

  /**
   * Asks the task to end, and returns before it has. A later request with less grace shortens an
   * earlier one. A task that has not started will not start; one that has ended stays as it is.
   */
  void stop(Path directory, StopRequest request);

  /**
   * Kills what is left of a task that is {@link TaskState.Lost}. A process is touched only if it is
   * known to belong to the execution, never for its number alone.
   */
  void killLeftovers(Path directory, String executionId);
}
