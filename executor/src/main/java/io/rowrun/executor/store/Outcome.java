package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.OutputDataset;
import io.rowrun.executor.job.StoredFile;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param status final
 * @param statusDetails one line for people; may be empty
 * @param returnCode of the program; null: it did not end by itself
 * @param errorCode why the operation fails; null: it does not, whatever the return code
 * @param errorMessage one line for people; null exactly if there is no error code
 * @param logFiles what the program printed, as it stands in the job's directory
 * @param diagnosticFiles what was noted of the run, beside the log files
 * @param outputDatasets datasets that the project has from now on
 * @param cpuSeconds null: not known
 * @param maxRssBytes null: not known
 * @param dataSizeBytes of inputs, outputs and logs
 */
public record Outcome(
    JobStatus status,
    Instant finishedAt,
    String statusDetails,
    @Nullable Integer returnCode,
    @Nullable ErrorCode errorCode,
    @Nullable String errorMessage,
    List<StoredFile> outputFiles,
    List<FileError> fileErrors,
    List<StoredFile> logFiles,
    List<StoredFile> diagnosticFiles,
    List<OutputDataset> outputDatasets,
    @Nullable Double cpuSeconds,
    @Nullable Long maxRssBytes,
    long dataSizeBytes) {
  public Outcome {
    requireNonNull(finishedAt);
    requireNonNull(statusDetails);
    outputFiles = List.copyOf(outputFiles);
    fileErrors = List.copyOf(fileErrors);
    logFiles = List.copyOf(logFiles);
    diagnosticFiles = List.copyOf(diagnosticFiles);
    outputDatasets = List.copyOf(outputDatasets);
    if (!status.isFinal()) {
      throw new IllegalArgumentException("no end: " + status);
    }
    if ((errorCode == null) != (errorMessage == null)) {
      throw new IllegalArgumentException("error " + errorCode + " with message " + errorMessage);
    }
  }

  /** An end without a program that ended: nothing was kept, nothing is known of its use. */
  public static Outcome failed(
      JobStatus status, Instant finishedAt, ErrorCode errorCode, String errorMessage) {
    return new Outcome(
        status,
        finishedAt,
        errorMessage,
        null,
        errorCode,
        errorMessage,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        0);
  }

  /** The same end with the files that tell of the run; they count as data. */
  public Outcome with(List<StoredFile> ofLog, List<StoredFile> ofDiagnostics) {
    long bytes =
        Stream.concat(ofLog.stream(), ofDiagnostics.stream())
            .mapToLong(StoredFile::sizeBytes)
            .sum();
    return new Outcome(
        status,
        finishedAt,
        statusDetails,
        returnCode,
        errorCode,
        errorMessage,
        outputFiles,
        fileErrors,
        ofLog,
        ofDiagnostics,
        outputDatasets,
        cpuSeconds,
        maxRssBytes,
        dataSizeBytes + bytes);
  }

  /** The same end, told as what somebody asked for; only success makes datasets. */
  Outcome cancelled(CancelRequest request) {
    return new Outcome(
        JobStatus.CANCELLED,
        finishedAt,
        request.message(),
        returnCode,
        ErrorCode.CANCELLED,
        request.message(),
        outputFiles,
        fileErrors,
        logFiles,
        diagnosticFiles,
        List.of(),
        cpuSeconds,
        maxRssBytes,
        dataSizeBytes);
  }
}
