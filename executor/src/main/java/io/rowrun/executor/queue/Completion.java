package io.rowrun.executor.queue;

import io.rowrun.executor.files.Collector;
import io.rowrun.executor.files.NotKeptException;
import io.rowrun.executor.files.OutputDatasets;
import io.rowrun.executor.files.StorageQuota;
import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.FileError.Type;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.executor.job.WorkingStorage;
import io.rowrun.executor.launcher.EndReason;
import io.rowrun.executor.launcher.ExitRecord;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.logs.LogFile;
import io.rowrun.executor.logs.LogTailer;
import io.rowrun.executor.logs.SystemLog;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an execution to its end: completes the log, keeps the outputs, writes how it ended. The
 * log is on disk before anybody can see that the execution is done. May be done again after a crash
 * at any line. Thread-safe.
 */
final class Completion {
  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);
  private static final int MOST_LOG_FAILURES = 5;
  private static final int MOST_NOTES = 20;

  private final Database store;
  private final Launcher launcher;
  private final Collector collector;
  private final OutputDatasets datasets;
  private final JobDirectories directories;
  private final Clearing clearing;
  private final ExecutionWatch watch;
  private final Node node;
  private final InstantSource clock;

  Completion(QueueParts parts) {
    this.store = parts.store();
    this.launcher = parts.launcher();
    this.collector = new Collector(parts.files());
    this.datasets = new OutputDatasets(parts.projects());
    this.directories = parts.directories();
    this.clearing = new Clearing(store, parts.directories(), datasets);
    this.watch = parts.watch();
    this.node = parts.node();
    this.clock = parts.clock();
  }

  /** What clears up after jobs that ended. */
  Clearing clearing() {
    return clearing;
  }

  /** Ends an execution whose program ended, on a worker's thread. */
  void ended(Task task, ExitRecord exit) throws IOException {
    if (exit.reason() == EndReason.UNSTARTED) {
      neverStarted(task, ErrorCode.FAILED_PRECONDITION, String.valueOf(exit.why()));
      return;
    }
    Job job = store.jobs().get(task.jobId());
    noteLastProgress(task);
    if (leavesSomething(job)) {
      showLog(task); // its last lines do not wait for the outputs
      if (!store.executions().collecting(task.lease, exit.endedAt())) {
        return; // another node has it, or it was ended before a crash
      }
    }
    task.outputsUnwanted |= cameTooLate(job, task, exit);
    Ending ending = ending(job, task, exit);
    OutputDatasets.Made made = makeDatasets(job, task, ending);
    finish(task, outcome(task, exit, ending, outputs(job, task), made, job));
  }

  private static boolean leavesSomething(Job job) {
    return !job.parameters().outputFiles().isEmpty()
        || !job.parameters().outputDatasets().isEmpty();
  }

  /** Whether somebody wanted the end at once of a program that had ended by itself. */
  private boolean cameTooLate(Job job, Task task, ExitRecord exit) {
    @Nullable CancelRequest cancel = store.executions().get(task.execution.id()).cancel();
    return exit.reason() == EndReason.EXITED
        && cancel != null
        && !(cancel.graceful() && job.parameters().gracefulShutdown() != null);
  }

  private Ending ending(Job job, Task task, ExitRecord exit) {
    @Nullable CancelRequest cancel = store.executions().get(task.execution.id()).cancel();
    return storageExcess(job, task)
        .filter(excess -> cancel == null)
        .map(Ending::overQuota)
        .orElseGet(() -> Ending.of(exit, cancel, node.executionTimeout()));
  }

  /** A program may have ended before it was seen to have written too much. */
  private static Optional<String> storageExcess(Job job, Task task) {
    WorkingStorage storage = job.parameters().workingStorage();
    if (storage == null) {
      return Optional.empty();
    }
    try {
      Optional<String> noted = StorageWatch.noted(task.directory);
      StorageQuota quota = new StorageQuota(task.directory, storage);
      return noted.isPresent() ? noted : quota.excess(quota.measure());
    } catch (IOException e) {
      LOG.warn("job {} ends without a look at its working storage", job.id(), e);
      return Optional.empty();
    }
  }

  /** Only success makes datasets, and who cancels does not wait for them. */
  private OutputDatasets.Made makeDatasets(Job job, Task task, Ending ending) throws IOException {
    if (ending.status() != JobStatus.SUCCESS
        || job.parameters().outputDatasets().isEmpty()
        || store.executions().get(task.execution.id()).cancel() != null) {
      return OutputDatasets.Made.NONE;
    }
    return datasets.make(job, task.directory);
  }

  /** Ends an execution of which it cannot be known how its program ended. */
  void lost(Task task, String why) throws IOException {
    launcher.killLeftovers(task.directory, task.execution.id());
    String details =
        "LOST: " + why + "; the program may have done its work or not, and was not run again";
    tell(task, details);
    finish(task, Outcome.failed(JobStatus.ERROR, clock.instant(), ErrorCode.INTERNAL, details));
  }

  /** Ends an execution whose program never ran. */
  void neverStarted(Task task, ErrorCode code, String why) throws IOException {
    tell(task, why);
    finish(task, Outcome.failed(JobStatus.ERROR, clock.instant(), code, why));
  }

  /** Ends an execution that was cancelled before its program ran. */
  void cancelled(Task task) throws IOException {
    finish(
        task,
        Outcome.failed(
            JobStatus.CANCELLED, clock.instant(), ErrorCode.CANCELLED, cancelMessage(task)));
  }

  private void finish(Task task, Outcome outcome) throws IOException {
    boolean ended =
        store.executions().finish(task.lease, withLog(task, outcome))
            || store.jobs().find(task.jobId()).filter(job -> !job.status().isFinal()).isEmpty();
    if (!ended) {
      return; // another node has it, and needs what is there
    }
    try {
      clearing.clear(task.jobId());
      if (task.mayHaveSetUp) {
        directories.deleteSetUp(task.jobId());
      }
    } catch (IOException e) {
      LOG.warn("cannot remove the working directory of job {}", task.jobId(), e);
    }
  }

  /** Outputs are not given up for a full disk; but who cancels does not wait for them. */
  private Collector.Outputs outputs(Job job, Task task) throws NotKeptException {
    try {
      return collector.collect(
          job.projectId(), job.parameters(), task.directory, () -> task.outputsUnwanted);
    } catch (NotKeptException e) {
      if (store.executions().get(task.execution.id()).cancel() == null) {
        throw e;
      }
      return Collector.none(job.parameters(), String.valueOf(e.getMessage()));
    }
  }

  private void noteLastProgress(Task task) {
    ProgressFile.@Nullable Report report = task.newProgress();
    if (report != null) {
      report.store(store.executions(), task.lease, clock.instant());
    }
  }

  private void showLog(Task task) throws IOException {
    try (LogTailer log = LogTailer.open(task.directory, clock)) {
      log.catchUp(true);
      watch.changed(task.jobId());
    }
  }

  /**
   * The outcome with all that was noted of the run, which is on disk then. A log that stays
   * unreadable, as when the program put something else there, ends no less.
   */
  private Outcome withLog(Task task, Outcome outcome) throws IOException {
    if (!Files.isDirectory(task.directory)) {
      return outcome;
    }
    try (LogTailer log = LogTailer.open(task.directory, clock)) {
      log.catchUp(true);
      log.force();
      return outcome.with(LogFile.logs(task.directory), LogFile.diagnostics(task.directory));
    } catch (IOException e) {
      if (++task.failedCompletions < MOST_LOG_FAILURES) {
        throw e;
      }
      LOG.warn("job {} ends without the last of its log", task.jobId(), e);
      return outcome;
    }
  }

  private static Outcome outcome(
      Task task,
      ExitRecord exit,
      Ending program,
      Collector.Outputs outputs,
      OutputDatasets.Made made,
      Job job) {
    Ending ending = program.without(outputs.errors(), made.errors());
    tell(task, ending.note());
    outputs.errors().stream()
        .filter(error -> ending.status() == JobStatus.SUCCESS || error.type() != Type.NOT_FOUND)
        .limit(MOST_NOTES)
        .forEach(error -> tell(task, error.description()));
    made.errors().forEach(error -> tell(task, error.description()));
    return new Outcome(
        ending.status(),
        exit.endedAt(),
        ending.details(),
        exit.code(),
        ending.error(),
        ending.error() == null ? null : ending.details(),
        outputs.files(),
        outputs.with(made.errors()).errors(),
        List.of(),
        List.of(),
        made.datasets(),
        exit.cpuSeconds(),
        exit.maxRssBytes(),
        dataSize(job, outputs.files()));
  }

  private static void tell(Task task, String note) {
    if (!note.isEmpty()) {
      SystemLog.appendOnce(task.directory, note.replaceAll("\\R", " "));
    }
  }

  private String cancelMessage(Task task) {
    @Nullable CancelRequest request = store.executions().get(task.execution.id()).cancel();
    return request == null ? "Canceled by user" : request.message();
  }

  private static long dataSize(Job job, List<StoredFile> outputs) {
    long inputs = job.parameters().uploads().stream().mapToLong(input -> input.sizeBytes()).sum();
    return inputs + outputs.stream().mapToLong(StoredFile::sizeBytes).sum();
  }
}
