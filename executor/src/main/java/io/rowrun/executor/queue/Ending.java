package io.rowrun.executor.queue;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.launcher.ExitRecord;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, in words.
 *
 * @param details one line for people; empty: as expected
 * @param error of the operation; null: it does not fail, whatever the program returned
 * @param note what the system log says of it; empty: nothing that the program's user does not know
 */
record Ending(JobStatus status, String details, @Nullable ErrorCode error, String note) {
  private static final int SIGNALS = 128; // shells return this much more than the signal's number
  private static final int MOST_SIGNALS = 64;
  private static final int MOST_PATHS = 5;
  private static final int KILLED = SIGNALS + 9;

  /**
   * The end of a program that ran.
   *
   * @param cancel null: nobody asked for it
   * @param timeout how long the program might run; null: for ever
   */
  static Ending of(ExitRecord exit, @Nullable CancelRequest cancel, @Nullable Duration timeout) {
    return switch (exit.reason()) {
      case EXITED -> exited(exit.code(), exit.why());
      case CANCELLED ->
          cancel == null
              ? failed(
                  ErrorCode.INTERNAL,
                  "stopped, though nobody asked the service for it",
                  exit.code())
              : cancelled(cancel, exit.code());
      case TIMEOUT ->
          failed(
              ErrorCode.DEADLINE_EXCEEDED,
              "stopped after "
                  + (timeout == null ? 0 : timeout.toSeconds())
                  + " s, the longest a program may run here",
              exit.code());
      case UNSTARTED -> throw new IllegalArgumentException("nothing ran: " + exit.why());
    };
  }

  /** The end of a job that wrote more than its working storage holds. */
  static Ending overQuota(String details) {
    return new Ending(JobStatus.ERROR, details, ErrorCode.RESOURCE_EXHAUSTED, details);
  }

  /** A program that did its work has, though not all that it made could be kept. */
  Ending without(List<FileError> outputs, List<FileError> datasets) {
    if (status != JobStatus.SUCCESS || outputs.isEmpty() && datasets.isEmpty()) {
      return this;
    }
    Stream<String> files = outputs.isEmpty() ? Stream.empty() : Stream.of(missing(outputs));
    return new Ending(
        status,
        Stream.concat(files, datasets.stream().map(FileError::description))
            .collect(Collectors.joining("; ")),
        error,
        note);
  }

  private static String missing(List<FileError> outputs) {
    if (outputs.size() == 1) {
      return outputs.get(0).description();
    }
    String paths =
        outputs.stream().limit(MOST_PATHS).map(FileError::path).collect(Collectors.joining(", "));
    return outputs.size()
        + " output files were not kept: "
        + paths
        + (outputs.size() > MOST_PATHS ? ", …" : "");
  }

  private static Ending exited(int code, @Nullable String why) {
    if (code == 0) {
      return new Ending(JobStatus.SUCCESS, "", null, why == null ? "" : why);
    }
    String details = "Program returned code " + code + (why == null ? meaning(code) : ": " + why);
    return new Ending(JobStatus.ERROR, details, null, code > SIGNALS || why != null ? details : "");
  }

  private static Ending cancelled(CancelRequest cancel, int code) {
    return new Ending(
        JobStatus.CANCELLED, cancel.message(), ErrorCode.CANCELLED, after(cancel.message(), code));
  }

  private static Ending failed(ErrorCode error, String details, int code) {
    return new Ending(JobStatus.ERROR, details, error, after(details, code));
  }

  private static String after(String details, int code) {
    return details
        + (code == KILLED ? "; the program was killed" : "; the program returned code " + code);
  }

  /** What the code probably means; a program may return any of them by itself. */
  private static String meaning(int code) {
    return switch (code) {
      case 126 -> " (as when a command cannot be executed)";
      case 127 -> " (as when a command is not found)";
      case SIGNALS + 2 -> " (signal 2, SIGINT)";
      case SIGNALS + 6 -> " (signal 6, SIGABRT)";
      case KILLED -> " (signal 9, SIGKILL: killed, perhaps for want of memory)";
      case SIGNALS + 11 -> " (signal 11, SIGSEGV)";
      case SIGNALS + 15 -> " (signal 15, SIGTERM)";
      default ->
          code > SIGNALS && code <= SIGNALS + MOST_SIGNALS
              ? " (signal " + (code - SIGNALS) + ")"
              : "";
    };
  }
}
