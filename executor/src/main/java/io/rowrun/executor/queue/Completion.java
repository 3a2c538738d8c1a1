package io.rowrun.executor.queue;

import io.rowrun.executor.files.Collector;
import io.rowrun.executor.files.NotKeptException;
import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.executor.launcher.ExitRecord;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.logs.LogTailer;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
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

  private final Database store;
  private final Launcher launcher;
  private final Collector collector;
  private final JobDirectories directories;
  private final Node node;
  private final InstantSource clock;

  Completion(QueueParts parts) {
    this.store = parts.store();
    this.launcher = parts.launcher();
    this.collector = new Collector(parts.files());
    this.directories = parts.directories();
    this.node = parts.node();
    this.clock = parts.clock();
  }

  /** Ends an execution whose program ended, on a worker's thread. */
  void ended(Task task, ExitRecord exit) throws IOException {
    long logBytes = completeLog(task);
    Job job = store.jobs().get(task.jobId());
    if (!job.parameters().outputFiles().isEmpty()
        && !store.executions().collecting(task.lease, exit.endedAt())) {
      return; // another node has it, or it was ended before a crash
    }
    Collector.Outputs outputs = outputs(job, task);
    finish(task, outcome(task, exit, outputs, dataSize(job, outputs.files(), logBytes)));
  }

  /** Ends an execution of which it cannot be known how its program ended. */
  void lost(Task task, String why) throws IOException {
    launcher.killLeftovers(task.directory, task.execution.id());
    completeLog(task);
    finish(
        task,
        Outcome.failed(
            JobStatus.ERROR,
            clock.instant(),
            ErrorCode.INTERNAL,
            "LOST: " + why + "; the program may have done its work or not, and was not run again"));
  }

  /** Ends an execution of which nothing ever ran. */
  void neverStarted(Task task, ErrorCode code, String why) throws IOException {
    finish(task, Outcome.failed(JobStatus.ERROR, clock.instant(), code, why));
  }

  /** Ends an execution that was cancelled before anything ran. */
  void cancelled(Task task) throws IOException {
    finish(
        task,
        Outcome.failed(
            JobStatus.CANCELLED, clock.instant(), ErrorCode.CANCELLED, cancelMessage(task)));
  }

  private void finish(Task task, Outcome outcome) throws IOException {
    store.executions().finish(task.lease, outcome);
    try {
      directories.deleteWork(task.jobId());
    } catch (IOException e) {
      LOG.warn("cannot remove the working directory of job {}", task.jobId(), e);
    }
  }

  /** Outputs are not given up for a full disk; but who cancels does not wait for them. */
  private Collector.Outputs outputs(Job job, Task task) throws NotKeptException {
    try {
      return collector.collect(job.projectId(), job.parameters(), task.directory);
    } catch (NotKeptException e) {
      if (store.executions().get(task.execution.id()).cancel() == null) {
        throw e;
      }
      return Collector.none(job.parameters(), String.valueOf(e.getMessage()));
    }
  }

  /** A log that stays unreadable, as when the program put something else there, ends no less. */
  private long completeLog(Task task) throws IOException {
    if (!Files.isDirectory(task.directory)) {
      return 0;
    }
    try (LogTailer log = LogTailer.open(task.directory, clock)) {
      long end = log.catchUp(true);
      log.force();
      return end;
    } catch (IOException e) {
      if (++task.failedCompletions < MOST_LOG_FAILURES) {
        throw e;
      }
      LOG.warn("job {} ends without the last of its log", task.jobId(), e);
      return 0;
    }
  }

  private Outcome outcome(
      Task task, ExitRecord exit, Collector.Outputs outputs, long dataSizeBytes) {
    Ending ending = ending(task, exit);
    return new Outcome(
        ending.status,
        exit.endedAt(),
        ending.details,
        exit.code(),
        ending.code,
        ending.code == null ? null : ending.details,
        outputs.files(),
        outputs.errors(),
        List.of(),
        List.of(),
        List.of(),
        exit.cpuSeconds(),
        exit.maxRssBytes(),
        dataSizeBytes);
  }

  /** Status, words for people, and the operation's error if it fails. */
  private record Ending(JobStatus status, String details, @Nullable ErrorCode code) {}

  private Ending ending(Task task, ExitRecord exit) {
    return switch (exit.reason()) {
      case EXITED ->
          exit.code() == 0
              ? new Ending(JobStatus.SUCCESS, "", null)
              : new Ending(JobStatus.ERROR, exitDetails(exit.code()), null);
      case CANCELLED ->
          store.executions().get(task.execution.id()).cancel() == null
              ? new Ending(
                  JobStatus.ERROR,
                  "stopped, though nobody asked the service for it",
                  ErrorCode.INTERNAL)
              : new Ending(JobStatus.CANCELLED, cancelMessage(task), ErrorCode.CANCELLED);
      case TIMEOUT ->
          new Ending(
              JobStatus.ERROR,
              "stopped after " + seconds() + " s, the longest a program may run here",
              ErrorCode.DEADLINE_EXCEEDED);
    };
  }

  private long seconds() {
    return node.executionTimeout() == null ? 0 : node.executionTimeout().toSeconds();
  }

  private static String exitDetails(int code) {
    return "Program returned code " + code + (code > 128 ? signalDetails(code - 128) : "");
  }

  private static String signalDetails(int signal) {
    return switch (signal) {
      case 6 -> " (signal 6, SIGABRT)";
      case 9 -> " (signal 9, SIGKILL: killed, perhaps for want of memory)";
      case 11 -> " (signal 11, SIGSEGV)";
      case 15 -> " (signal 15, SIGTERM)";
      default -> signal <= 64 ? " (signal " + signal + ")" : "";
    };
  }

  private String cancelMessage(Task task) {
    @Nullable CancelRequest request = store.executions().get(task.execution.id()).cancel();
    return request == null || request.reason().isEmpty()
        ? "Canceled by user"
        : "Canceled by user: " + request.reason();
  }

  private static long dataSize(Job job, List<StoredFile> outputs, long logBytes) {
    long inputs =
        job.parameters().inputFiles().stream().mapToLong(input -> input.sizeBytes()).sum();
    return inputs + outputs.stream().mapToLong(StoredFile::sizeBytes).sum() + logBytes;
  }
}
