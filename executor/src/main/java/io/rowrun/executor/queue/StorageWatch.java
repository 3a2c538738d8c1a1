package io.rowrun.executor.queue;

import io.rowrun.executor.files.StorageQuota;
import io.rowrun.executor.job.WorkingStorage;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.launcher.StopRequest;
import io.rowrun.executor.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures, on a thread of its own, what running jobs with extended working storage have written,
 * and kills those that wrote more than they may. The nearer a job is to its quota, the sooner it is
 * looked at again; and looking takes a twentieth of the thread's time at most. Thread-safe.
 *
 * <p>Why a job was killed stands in its directory before it is killed, so that whoever completes it
 * knows, even after a crash between the two.
 */
final class StorageWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StorageWatch.class);

  private static final String NOTE = "over-quota";
  private static final Duration LEAST_PAUSE = Duration.ofMillis(250);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(10);
  private static final int SHARE = 20;

  /** Faster than a program is likely to write for long. */
  private static final long BYTES_A_MILLISECOND = 1 << 20;

  private final Database store;
  private final Launcher launcher;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(work -> Workers.daemon(work, "rowrun-storage"));
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  StorageWatch(Database store, Launcher launcher) {
    this.store = store;
    this.launcher = launcher;
  }

  /** Looks after the task from now on, if its job has such a quota. */
  void begin(Task task) {
    running.add(task.jobId());
    schedule(() -> open(task), Duration.ZERO);
  }

  /** Its program has ended. */
  void end(Task task) {
    running.remove(task.jobId());
  }

  /** Why the job was killed, if it was for this. */
  static Optional<String> noted(Path jobDirectory) throws IOException {
    try {
      return Optional.of(Files.readString(jobDirectory.resolve(NOTE)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void open(Task task) {
    if (!running.contains(task.jobId())) {
      return; // ended by now, and perhaps deleted
    }
    try {
      WorkingStorage storage = store.jobs().get(task.jobId()).parameters().workingStorage();
      if (storage != null) {
        look(task, new StorageQuota(task.directory, storage));
      }
    } catch (RuntimeException e) {
      LOG.warn("cannot watch the working storage of job {} yet", task.jobId(), e);
      schedule(() -> open(task), MOST_PAUSE);
    }
  }

  private void look(Task task, StorageQuota quota) {
    if (!running.contains(task.jobId())) {
      return;
    }
    Duration pause = MOST_PAUSE;
    try {
      long start = System.nanoTime();
      StorageQuota.Measured measured = quota.measure();
      pause = pause(measured, System.nanoTime() - start);
      Optional<String> excess = quota.excess(measured);
      if (excess.isPresent() && running.contains(task.jobId())) {
        stop(task, excess.get());
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot watch the working storage of job {} for now", task.jobId(), e);
    }
    schedule(() -> look(task, quota), pause);
  }

  private static Duration pause(StorageQuota.Measured measured, long lookNanos) {
    long byRoom = measured.leftBytes() / BYTES_A_MILLISECOND;
    long millis = Math.max(LEAST_PAUSE.toMillis(), Math.min(MOST_PAUSE.toMillis(), byRoom));
    return Duration.ofMillis(Math.max(millis, TimeUnit.NANOSECONDS.toMillis(lookNanos) * SHARE));
  }

  private void stop(Task task, String why) throws IOException {
    if (noted(task.directory).isEmpty()) {
      Files.writeString(task.directory.resolve(NOTE), why);
    }
    launcher.stop(task.directory, StopRequest.KILL);
  }

  private void schedule(Runnable look, Duration pause) {
    try {
      thread.schedule(look, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed", e); // the next queue looks on
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
