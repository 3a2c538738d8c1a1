package io.rowrun.executor.queue;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.launcher.GpuMeter;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.launcher.StopRequest;
import io.rowrun.executor.launcher.TaskState;
import io.rowrun.executor.logs.LogTailer;
import io.rowrun.executor.logs.SystemLog;
import io.rowrun.executor.store.Database;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the executions of one node. One thread looks after all of them: it claims what fits into the
 * free slots, sweeps over what runs (has it written, has it ended?) and prolongs the leases; a few
 * workers lay out directories and keep outputs. A thousand running jobs cost a thousand rows and
 * processes, no threads.
 *
 * <p>Nothing is remembered that is not also in the store or in a job's directory: a queue that is
 * opened after a crash takes up every execution where it stands. Thread-safe.
 */
public final class JobQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final long RENEW_NANOS = LEASE.toNanos() / 3;
  private static final long LEAST_SWEEP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long MOST_SWEEP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int SWEEP_SHARE = 10; // sweeping takes at most a tenth of the thread's time
  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int MOST_CLAIMS = 64;
  private static final int MOST_COMPLETIONS = 16;
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private final Database store;
  private final Launcher launcher;
  private final Node node;
  private final ExecutionWatch watch;
  private final JobDirectories directories;
  private final InstantSource clock;
  private final Preparation preparation;
  private final Completion completion;
  private final Stopping stopping;

  private final StorageWatch storage;

  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Workers workers;
  private final UsageSampler sampler;
  private final Thread thread;
  private volatile boolean closing;

  // of the thread
  private final Map<String, Task> tasksByJob = new HashMap<>();
  private boolean claimWanted = true;
  private boolean claimPutOff; // until an end is written
  private long nextSweep = System.nanoTime();
  private long nextRenewal = System.nanoTime() + RENEW_NANOS;
  private long nextProgress = System.nanoTime();
  private long nextClaim = System.nanoTime();
  private long lastChange = System.nanoTime();
  private @Nullable CountDownLatch allOver; // nothing more is to start

  private JobQueue(QueueParts parts) {
    this.store = parts.store();
    this.launcher = parts.launcher();
    this.node = parts.node();
    this.watch = parts.watch();
    this.directories = parts.directories();
    this.clock = parts.clock();
    this.preparation = new Preparation(parts);
    this.completion = new Completion(parts);
    this.stopping = new Stopping(parts);
    this.storage = new StorageWatch(store, launcher);
    this.workers = new Workers(inbox::add);
    this.sampler =
        new UsageSampler(node.sampleInterval(), GpuMeter.ofThisHost(), workers::aside, clock);
    this.thread = Workers.daemon(this::loop, "rowrun-queue");
  }

  /**
   * Takes back what this node held before, and starts.
   *
   * @throws ExecutorException if the store cannot be read
   */
  public static JobQueue open(QueueParts parts) {
    JobQueue queue = new JobQueue(parts);
    List<Execution> held = parts.store().executions().held(parts.node().id());
    queue.inbox.add(() -> held.forEach(queue::takeUp));
    queue.thread.start();
    queue.workers.aside(
        new Tidying(
            queue.store.executions(),
            queue.directories,
            queue.completion.clearing(),
            () -> queue.closing));
    queue.workers.aside(parts.surroundings()::tidy);
    return queue;
  }

  /** Tells that an execution was put into the store's queue. */
  public void submitted() {
    inbox.add(() -> claimWanted = true);
  }

  /** Tells that somebody asked for the end of the job, as the store knows by now. */
  public void cancelRequested(String jobId) {
    inbox.add(
        () -> {
          Task task = tasksByJob.get(jobId);
          if (task != null) {
            task.stopWanted = true;
            stopIfWanted(task);
            task.outputsUnwanted |=
                task.phase == Task.Phase.COMPLETING && stopping.request(task).grace().isZero();
          }
          watch.changed(jobId);
        });
  }

  /**
   * Kills everything that runs and starts nothing more; for a data directory that goes away.
   *
   * @return whether all was over in time
   */
  public boolean killAll(Duration patience) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    inbox.add(
        () -> {
          allOver = over;
          for (Task task : tasksByJob.values()) {
            if (task.runs()) {
              stopping.kill(task);
            }
          }
          noteIfAllOver();
        });
    return over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets go of what runs: it runs on, and the next queue of this node takes it up. */
  @Override
  public void close() {
    closing = true;
    inbox.add(() -> {});
    join();
    storage.close();
    workers.close();
    tasksByJob.values().forEach(JobQueue::closeLog);
  }

  // ---- the thread ----

  private void loop() {
    while (!closing) {
      try {
        turn();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) { // whatever it is, what runs must be looked after
        LOG.error("the queue stumbled and goes on", e);
        pauseAfterFailure();
      }
    }
  }

  private void turn() throws InterruptedException {
    @Nullable Runnable event = inbox.poll(nanosToNextDuty(), TimeUnit.NANOSECONDS);
    while (event != null) {
      event.run();
      event = inbox.poll();
    }
    long now = System.nanoTime();
    if (now - nextRenewal >= 0) {
      nextRenewal = now + RENEW_NANOS;
      store.executions().renew(node.id(), clock.instant().plus(LEASE));
    }
    if (claimWanted || now - nextClaim >= 0) {
      claim(now);
    }
    if (hasRunning() && now - nextSweep >= 0) {
      sweep();
    }
  }

  private long nanosToNextDuty() {
    long now = System.nanoTime();
    long wait = Math.min(nextRenewal - now, nextClaim - now);
    if (claimWanted) {
      return 0;
    }
    return Math.max(0, hasRunning() ? Math.min(wait, nextSweep - now) : wait);
  }

  private boolean hasRunning() {
    for (Task task : tasksByJob.values()) {
      if (task.runs()) {
        return true;
      }
    }
    return false;
  }

  private void pauseAfterFailure() {
    nextClaim = System.nanoTime() + RETRY_NANOS;
    nextSweep = System.nanoTime() + RETRY_NANOS;
    claimWanted = false;
  }

  /**
   * Takes what fits; other nodes of the store may have queued something, so now and then unasked.
   * What has ended uses no slots while its end is written, unless these ends pile up.
   */
  private void claim(long now) {
    claimWanted = false;
    nextClaim = now + RENEW_NANOS;
    int total = node.instanceTypes().capacity();
    if (allOver != null) {
      return;
    }
    int used = 0;
    int completing = 0;
    for (Task task : tasksByJob.values()) {
      if (task.phase == Task.Phase.COMPLETING) {
        completing++;
      } else {
        used += task.execution.slots();
      }
    }
    claimPutOff = completing >= MOST_COMPLETIONS;
    if (used < total && !claimPutOff) {
      List<Execution> claimed =
          store
              .executions()
              .claim(node.id(), total - used, total, clock.instant().plus(LEASE), MOST_CLAIMS);
      claimed.forEach(this::takeUp);
      claimWanted = claimed.size() == MOST_CLAIMS;
    }
  }

  private void takeUp(Execution execution) {
    Task task = new Task(execution, directories.of(execution.jobId()));
    task.stopWanted = execution.cancel() != null;
    tasksByJob.put(task.jobId(), task);
    prepare(task);
  }

  private void prepare(Task task) {
    workers.work(
        task,
        () -> {
          try {
            prepared(task, preparation.run(task));
          } catch (Unstartable e) {
            completion.neverStarted(task, e.code, e.why);
            inbox.add(() -> drop(task));
          }
        },
        () -> prepare(task));
  }

  private void prepared(Task task, Preparation.Result result) throws IOException {
    switch (result) {
      case LAUNCHED -> {
        LogTailer log = LogTailer.open(task.directory, clock);
        inbox.add(() -> follow(task, Task.Phase.RUNNING, log));
      }
      case SETTING_UP -> {
        LogTailer log = LogTailer.open(task.directory, clock);
        inbox.add(() -> follow(task, Task.Phase.SETTING_UP, log));
      }
      case CANCELLED -> {
        completion.cancelled(task);
        inbox.add(() -> drop(task));
      }
      case LOST -> {
        completion.lost(task, "its job directory was removed, or the host was restarted");
        inbox.add(() -> drop(task));
      }
      case LEASE_LOST -> inbox.add(() -> drop(task));
    }
  }

  /** Begins to look after the process of the phase. */
  private void follow(Task task, Task.Phase phase, LogTailer log) {
    task.log = log;
    task.phase = phase;
    task.seen = false;
    if (phase == Task.Phase.RUNNING) {
      storage.begin(task);
    }
    task.runningSince = System.nanoTime();
    lastChange = task.runningSince;
    nextSweep = task.runningSince;
    watch.changed(task.jobId());
    stopIfWanted(task);
    if (allOver != null) {
      stopping.kill(task);
    }
  }

  /** Tells the launcher; what fails is done again by the next look at the task. */
  private void stopIfWanted(Task task) {
    if (task.stopWanted && task.runs()) {
      try {
        StopRequest request = stopping.request(task);
        if (!request.grace().isZero()) {
          tell(task, Stopping.note(request));
        }
        stopping.stop(task, request);
        task.stopWanted = false;
      } catch (RuntimeException e) {
        LOG.warn("cannot stop execution {} yet", task.execution.id(), e);
        task.nextLook = System.nanoTime() + RETRY_NANOS;
      }
    }
  }

  /** Puts a line into the log before what the program writes from now on. */
  private void tell(Task task, String line) {
    SystemLog.appendOnce(task.directory, line);
    try {
      followLog(task);
    } catch (IOException e) {
      LOG.debug("cannot follow execution {} for now", task.execution.id(), e);
    }
  }

  private void sweep() {
    long start = System.nanoTime();
    boolean withProgress = start - nextProgress >= 0;
    if (withProgress) {
      nextProgress = start + PROGRESS_NANOS;
    }
    for (Task task : List.copyOf(tasksByJob.values())) {
      if (task.runs() && start - task.nextLook >= 0) {
        try {
          look(task, withProgress);
        } catch (IOException | RuntimeException e) {
          LOG.warn("cannot follow execution {} for now", task.execution.id(), e);
          task.nextLook = System.nanoTime() + RETRY_NANOS;
        }
      }
    }
    sampler.sampleIfDue(tasksByJob.values());
    long end = System.nanoTime();
    nextSweep = end + Math.max(pause(end), (end - start) * SWEEP_SHARE);
  }

  /** Where nothing has happened for long, nothing will be missed by looking less often. */
  private long pause(long now) {
    return Math.max(
        LEAST_SWEEP_PAUSE_NANOS, Math.min(MOST_SWEEP_PAUSE_NANOS, (now - lastChange) / 100));
  }

  private void look(Task task, boolean withProgress) throws IOException {
    TaskState state = launcher.poll(directories.ofProcess(task));
    if (task.phase == Task.Phase.SETTING_UP) {
      lookAtSetUp(task, state);
    } else if (state instanceof TaskState.Exited exited) {
      complete(task, () -> completion.ended(task, exited.record()));
    } else if (state instanceof TaskState.Lost lost) {
      complete(task, () -> completion.lost(task, lost.why()));
    } else if (state instanceof TaskState.NotStarted) {
      giveUpIfItNeverStarts(task);
    } else {
      task.seen = true;
      stopIfWanted(task);
      followLog(task);
      if (withProgress) {
        followProgress(task);
      }
    }
  }

  /** Preparation knows what to do about every state but this one: it runs. */
  private void lookAtSetUp(Task task, TaskState state) throws IOException {
    boolean overdue = System.nanoTime() - task.runningSince > START_PATIENCE.toNanos();
    if (state instanceof TaskState.Running) {
      task.seen = true;
      stopIfWanted(task);
      followLog(task);
    } else if (!(state instanceof TaskState.NotStarted)
        || task.seen
        || task.stopWanted
        || task.stopped
        || overdue) {
      task.phase = Task.Phase.PREPARING;
      lastChange = System.nanoTime();
      closeLog(task);
      prepare(task);
    }
  }

  private void followLog(Task task) throws IOException {
    if (task.log != null) {
      long end = task.log.catchUp(false);
      if (end != task.logEnd) {
        task.logEnd = end;
        lastChange = System.nanoTime();
        watch.changed(task.jobId());
      }
    }
  }

  private void followProgress(Task task) {
    ProgressFile.@Nullable Report report = task.newProgress();
    if (report != null) {
      report.store(store.executions(), task.lease, clock.instant());
      watch.changed(task.jobId());
    }
  }

  /** A stopped task that has not started will not start; so its end can be written. */
  private void giveUpIfItNeverStarts(Task task) throws IOException {
    if (task.seen || !directories.isStaged(task.jobId())) {
      complete(task, () -> completion.lost(task, "its job directory was removed"));
      return;
    }
    boolean cancelled = store.executions().get(task.execution.id()).cancel() != null;
    boolean overdue = System.nanoTime() - task.runningSince > START_PATIENCE.toNanos();
    if (cancelled || overdue) {
      launcher.stop(task.directory, StopRequest.KILL);
      if (launcher.poll(task.directory) instanceof TaskState.NotStarted) {
        complete(
            task,
            () -> {
              if (cancelled) {
                completion.cancelled(task);
              } else {
                completion.neverStarted(
                    task, ErrorCode.INTERNAL, "the supervisor did not start within a minute");
              }
            });
      }
    }
  }

  private void complete(Task task, Workers.Deed deed) {
    task.phase = Task.Phase.COMPLETING;
    storage.end(task);
    claimWanted = true;
    lastChange = System.nanoTime();
    closeLog(task);
    task.samples.end();
    workers.work(
        task,
        () -> {
          deed.run();
          inbox.add(() -> drop(task));
        },
        () -> complete(task, deed));
  }

  private void drop(Task task) {
    closeLog(task);
    storage.end(task);
    tasksByJob.remove(task.jobId());
    claimWanted |= claimPutOff || task.phase != Task.Phase.COMPLETING;
    watch.changed(task.jobId());
    noteIfAllOver();
  }

  private void noteIfAllOver() {
    if (allOver != null && tasksByJob.isEmpty()) {
      allOver.countDown();
    }
  }

  private static void closeLog(Task task) {
    try (LogTailer log = task.log) {
      task.log = null;
    } catch (IOException e) {
      LOG.debug("closing the log of job {}", task.jobId(), e);
    }
  }

  private void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
