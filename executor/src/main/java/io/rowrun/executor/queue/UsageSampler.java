package io.rowrun.executor.queue;

import io.rowrun.executor.launcher.GpuMeter;
import io.rowrun.executor.launcher.TaskMeter;
import io.rowrun.executor.launcher.TaskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples, now and then, what the running programs use. A program that runs for less than the
 * interval is never looked at. The looking is done on another thread; {@link #sampleIfDue} is for
 * the queue's.
 */
final class UsageSampler {
  private static final Logger LOG = LoggerFactory.getLogger(UsageSampler.class);

  private final long intervalNanos;
  private final Optional<GpuMeter> gpus;
  private final Executor executor;
  private final InstantSource clock;
  private long next;
  private volatile boolean busy;

  UsageSampler(Duration interval, Optional<GpuMeter> gpus, Executor executor, InstantSource clock) {
    this.intervalNanos = interval.toNanos();
    this.gpus = gpus;
    this.executor = executor;
    this.clock = clock;
    this.next = System.nanoTime() + intervalNanos;
  }

  /**
   * Looks at those of the tasks that run for an interval or longer, if the last look is so long
   * ago.
   */
  void sampleIfDue(Collection<Task> tasks) {
    long now = System.nanoTime();
    if (now - next < 0) {
      return;
    }
    next = now + intervalNanos;
    List<Task> running = new ArrayList<>();
    for (Task task : tasks) {
      if (task.phase == Task.Phase.RUNNING && now - task.runningSince >= intervalNanos) {
        running.add(task);
      }
    }
    if (!running.isEmpty() && !busy) {
      busy = true;
      executor.execute(() -> sample(running));
    }
  }

  private void sample(List<Task> tasks) {
    try {
      Map<String, Path> directories = new HashMap<>();
      for (Task task : tasks) {
        directories.put(task.execution.id(), task.directory);
      }
      Map<String, TaskUsage> usages = TaskMeter.measure(directories);
      List<GpuMeter.Gpu> cards = cards();
      for (Task task : tasks) {
        record(task, usages, cards);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot sample what the running programs use", e);
    } finally {
      busy = false;
    }
  }

  /** A driver that does not work is not the jobs' matter. */
  private List<GpuMeter.Gpu> cards() {
    try {
      return gpus.isPresent() ? gpus.get().measure() : List.of();
    } catch (IOException e) {
      LOG.debug("cannot sample the graphics cards", e);
      return List.of();
    }
  }

  /** The directory of one task, spoilt by its program, is not the others' matter. */
  private void record(Task task, Map<String, TaskUsage> usages, List<GpuMeter.Gpu> cards) {
    try {
      TaskUsage usage = usages.get(task.execution.id());
      if (usage != null) {
        Instant now = clock.instant();
        Instant since = now.minusNanos(System.nanoTime() - task.runningSince);
        task.samples.add(now, since, usage, cards);
      }
    } catch (IOException e) {
      LOG.debug("cannot keep a sample of job {}", task.jobId(), e);
    }
  }
}
