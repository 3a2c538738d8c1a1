package io.rowrun.executor.queue;

import io.rowrun.executor.job.Execution;
import io.rowrun.executor.logs.LogTailer;
import io.rowrun.executor.store.Lease;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An execution that this node holds. Owned by the queue's thread, but for what is final or
 * volatile.
 */
final class Task {

  /** What the node does about an execution. */
  enum Phase {
    /** Its directory is laid out and its supervisor started, by a worker. */
    PREPARING,
    /** What comes before its program runs; the queue's thread looks after it. */
    SETTING_UP,
    /** Its program runs; the queue's thread looks after it. */
    RUNNING,
    /** Its log is completed, its outputs kept and its end written, by a worker. */
    COMPLETING
  }

  final Execution execution;
  final Lease lease;
  final Path directory;
  final TaskSamples samples;

  Phase phase = Phase.PREPARING;
  @Nullable LogTailer log;
  long logEnd;

  /** When this process began to look after it, by {@link System#nanoTime}. */
  long runningSince;

  /** The supervisor of what runs was seen to run. */
  boolean seen;

  /** Not looked at before, by {@link System#nanoTime}: the last look failed. */
  long nextLook = System.nanoTime();

  /** Somebody wants its end, and the launcher was not told yet. */
  boolean stopWanted;

  /** The launcher was told to end it: what has not started by now will not start. */
  boolean stopped;

  /** Somebody wants its end at once, and its program has ended: nobody waits for its outputs. */
  volatile boolean outputsUnwanted;

  /** Of workers, one at a time: this process has started its supervisor. */
  boolean launched;

  /** Of workers, one at a time: there was, or may have been, work before the program's start. */
  boolean mayHaveSetUp;

  /** Of workers, one at a time. */
  int failedPreparations;

  /** Of workers, one at a time. */
  int failedCompletions;

  private ProgressFile.@Nullable Report lastProgress;

  Task(Execution execution, Path directory) {
    this.execution = execution;
    this.lease = Lease.of(execution);
    this.directory = directory;
    this.samples = new TaskSamples(directory);
  }

  String jobId() {
    return execution.jobId();
  }

  /** Whether there is a process to look after. */
  boolean runs() {
    return phase == Phase.SETTING_UP || phase == Phase.RUNNING;
  }

  /** What the program newly says of its progress; null if that is nothing new. */
  ProgressFile.@Nullable Report newProgress() {
    ProgressFile.@Nullable Report report = ProgressFile.read(directory, lastProgress);
    boolean same = report == null || report.saysTheSameAs(lastProgress);
    lastProgress = report;
    return same ? null : report;
  }
}
