package io.rowrun.executor.queue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells waiting readers that a job's log grew or its state changed. It carries no state itself: who
 * is told reads again. Thread-safe.
 */
public final class ExecutionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutionWatch.class);

  private final Map<String, List<Runnable>> watchers = new ConcurrentHashMap<>();

  /** A place in the list of those who are told; closing it twice is allowed. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Calls {@code onChange} after every change of the job from now on, on the queue's thread: it
   * must return at once. Subscribe first, then read, and no change is missed.
   */
  public Subscription watch(String jobId, Runnable onChange) {
    watchers.compute(
        jobId,
        (id, present) -> {
          List<Runnable> all = present == null ? new CopyOnWriteArrayList<>() : present;
          all.add(onChange);
          return all;
        });
    return () ->
        watchers.computeIfPresent(
            jobId,
            (id, present) -> {
              present.remove(onChange);
              return present.isEmpty() ? null : present;
            });
  }

  /** Tells all who watch the job. */
  public void changed(String jobId) {
    for (Runnable watcher : watchers.getOrDefault(jobId, List.of())) {
      try {
        watcher.run();
      } catch (RuntimeException e) {
        LOG.warn("a watcher of job {} failed", jobId, e);
      }
    }
  }
}
