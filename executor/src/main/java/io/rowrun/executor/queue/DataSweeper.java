package io.rowrun.executor.queue;

import io.rowrun.executor.files.FileTree;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.files.ProjectFiles;
import io.rowrun.executor.store.Cleared;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.HeldContent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes from the disk what no job has any more: the files and logs of jobs whose data was cleared
 * or whose time has come, and contents that no job uses. A thread of its own looks at its start, at
 * the next expiry and when it is woken; what a kill leaves is found at the next start. Thread-safe.
 */
public final class DataSweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataSweeper.class);
  private static final int BATCH = 200;

  /**
   * Ends come without a word to us, so this bounds how much too late data with a short life goes.
   */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Database store;
  private final ProjectFiles files;
  private final JobDirectories directories;
  private final ProjectDirectories projects;
  private final InstantSource clock;
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closing;

  private DataSweeper(
      Database store,
      ProjectFiles files,
      JobDirectories directories,
      ProjectDirectories projects,
      InstantSource clock) {
    this.store = store;
    this.files = files;
    this.directories = directories;
    this.projects = projects;
    this.clock = clock;
    this.thread = Workers.daemon(this::loop, "rowrun-sweeper");
  }

  /** Starts. */
  public static DataSweeper open(
      Database store,
      ProjectFiles files,
      JobDirectories directories,
      ProjectDirectories projects,
      InstantSource clock) {
    DataSweeper sweeper = new DataSweeper(store, files, directories, projects, clock);
    sweeper.thread.start();
    return sweeper;
  }

  /**
   * Removes what a job left. What cannot be removed now is tried again at the next start; it is in
   * nobody's way.
   */
  public void remove(Cleared left) {
    try {
      directories.delete(left.jobId());
    } catch (IOException e) {
      LOG.warn("cannot remove the directory of job {}: {}", left.jobId(), e.toString());
    }
    for (String sha256 : left.sha256s()) {
      removeContent(left.projectId(), sha256);
    }
  }

  /** Removes the disk and the datasets of a project that was deleted. */
  public void removeProject(String projectId) {
    try {
      FileTree.delete(projects.home(projectId));
      FileTree.delete(projects.datasets(projectId));
    } catch (IOException e) {
      LOG.warn("cannot remove the disk of project {}: {}", projectId, e.toString());
    }
    wake();
  }

  /** Tells that data of several jobs was cleared: its removal can wait, but not long. */
  public void wake() {
    wakes.release();
  }

  /** Stops, in the middle of its work if need be. */
  @Override
  public void close() {
    closing = true;
    wakes.release();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    boolean thorough = true;
    while (!closing) {
      try {
        expire();
        if (thorough) {
          removeLeftDirectories();
          removeUnusedContents();
          finishRemovals();
        }
        thorough = pause();
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!closing) {
          LOG.warn("cannot clear expired data for now", e);
        }
        thorough = pauseAfterFailure() || thorough;
      }
    }
  }

  /** Waits until there may be something to do; true if somebody says so. */
  private boolean pause() throws InterruptedException {
    Instant now = clock.instant();
    Duration untilNext =
        store
            .jobData()
            .nextExpiry()
            .map(next -> Duration.between(now, next))
            .filter(wait -> wait.compareTo(LONGEST_PAUSE) < 0)
            .orElse(LONGEST_PAUSE);
    boolean woken = wakes.tryAcquire(Math.max(1, untilNext.toMillis()), TimeUnit.MILLISECONDS);
    wakes.drainPermits();
    return woken;
  }

  private boolean pauseAfterFailure() {
    try {
      return wakes.tryAcquire(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing = true;
      return false;
    }
  }

  private void expire() {
    List<Cleared> expired;
    do {
      expired = store.jobData().expire(clock.instant(), BATCH);
      expired.forEach(this::remove);
    } while (expired.size() == BATCH && !closing);
  }

  private void removeLeftDirectories() throws IOException {
    List<String> jobIds = directories.jobIds();
    for (int from = 0; from < jobIds.size() && !closing; from += BATCH) {
      Set<String> cleared =
          store.jobData().cleared(jobIds.subList(from, Math.min(jobIds.size(), from + BATCH)));
      for (String jobId : cleared) {
        directories.delete(jobId);
      }
    }
  }

  private void removeUnusedContents() {
    List<HeldContent> unused;
    do {
      unused = store.files().unused(BATCH);
      unused.forEach(content -> removeContent(content.projectId(), content.sha256()));
    } while (unused.size() == BATCH && !closing);
  }

  private void finishRemovals() {
    List<HeldContent> begun;
    do {
      begun = store.files().halfRemoved(BATCH);
      for (HeldContent content : begun) {
        removeContent(content.projectId(), content.sha256());
        store.files().removed(content.projectId(), content.sha256());
      }
    } while (begun.size() == BATCH && !closing);
  }

  private void removeContent(String projectId, String sha256) {
    try {
      files.removeIfUnused(projectId, sha256);
    } catch (IOException e) {
      LOG.warn("cannot remove content {} of project {}: {}", sha256, projectId, e.toString());
    }
  }
}
