package io.rowrun.executor.queue;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.GracefulShutdown;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.launcher.StopRequest;
import io.rowrun.executor.store.Database;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How what runs is told to end: the set-up of a task, or its program. Of the queue's thread. */
final class Stopping {
  private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);

  private final Database store;
  private final Launcher launcher;
  private final JobDirectories directories;
  private final InstantSource clock;

  Stopping(QueueParts parts) {
    this.store = parts.store();
    this.launcher = parts.launcher();
    this.directories = parts.directories();
    this.clock = parts.clock();
  }

  /** Graceful only if the program runs, that was asked for, and the job says how. */
  StopRequest request(Task task) {
    if (task.phase == Task.Phase.SETTING_UP) {
      return StopRequest.KILL;
    }
    @Nullable GracefulShutdown how = store.jobs().get(task.jobId()).parameters().gracefulShutdown();
    var cancel = store.executions().get(task.execution.id()).cancel();
    return how == null || cancel == null || !cancel.graceful()
        ? StopRequest.KILL
        : new StopRequest(how.signalToSend(), how.timeout());
  }

  /** What the log says of it. */
  static String note(StopRequest request) {
    return "asked to end by signal "
        + request.signal()
        + "; it will be killed if it has not ended after "
        + request.grace().toMillis() / 1e3
        + " s";
  }

  void stop(Task task, StopRequest request) {
    launcher.stop(directories.ofProcess(task), request);
    task.stopped = true;
  }

  /** Ends a task together with the service. */
  void kill(Task task) {
    try {
      store
          .executions()
          .requestCancel(
              task.jobId(), new CancelRequest("the service was shut down", false, clock.instant()));
    } catch (ExecutorException e) {
      LOG.debug("job {} ended by itself: {}", task.jobId(), e.getMessage());
    }
    stop(task, StopRequest.KILL);
  }
}
