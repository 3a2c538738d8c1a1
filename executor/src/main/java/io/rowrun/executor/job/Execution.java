package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job. Its id is the id of the operation that Execute returned. Instants are whole
 * milliseconds.
 *
 * @param state the same as the job's status
 * @param slots how much of a host it takes
 * @param owner the node that runs it; null: queued, or ended
 * @param leaseUntil how long the owner may go without a sign of life; null: no owner
 * @param epoch counts the claims; a write with an older epoch is refused
 * @param returnCode of the program; null: it did not end by itself or has not ended
 * @param errorCode why it failed, or CANCELLED; null: it did not
 * @param errorMessage one line for people; null: there is no error
 * @param progress 0 to 100, as the program reports it; null: it reports none
 * @param progressAt when the program made its last report; null: it made none
 * @param cpuSeconds used by the program and its children; null: not known
 * @param maxRssBytes of the largest process; null: not known
 * @param engine the launcher that runs it; null: not started
 * @param host where it runs; null: not started
 * @param cancel null: nobody asked for its end
 */
public record Execution(
    String id,
    String jobId,
    String projectId,
    JobStatus state,
    Instant createdAt,
    Instant modifiedAt,
    String createdBy,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    int slots,
    @Nullable String owner,
    @Nullable Instant leaseUntil,
    long epoch,
    @Nullable Integer returnCode,
    @Nullable ErrorCode errorCode,
    @Nullable String errorMessage,
    @Nullable Integer progress,
    @Nullable String progressMessage,
    @Nullable Instant progressAt,
    @Nullable Double cpuSeconds,
    @Nullable Long maxRssBytes,
    @Nullable String engine,
    @Nullable String host,
    @Nullable CancelRequest cancel,
    List<StoredFile> outputFiles,
    List<FileError> fileErrors,
    List<OutputDataset> outputDatasets) {
  public Execution {
    requireNonNull(id);
    requireNonNull(jobId);
    requireNonNull(projectId);
    requireNonNull(state);
    createdAt = Copies.millis(createdAt);
    modifiedAt = Copies.millis(modifiedAt);
    requireNonNull(createdBy);
    startedAt = Copies.millisOrNull(startedAt);
    finishedAt = Copies.millisOrNull(finishedAt);
    leaseUntil = Copies.millisOrNull(leaseUntil);
    progressAt = Copies.millisOrNull(progressAt);
    outputFiles = List.copyOf(outputFiles);
    fileErrors = List.copyOf(fileErrors);
    outputDatasets = List.copyOf(outputDatasets);
  }

  /** A run of {@code job} that waits in the queue. */
  public static Execution queued(
      String id, Job job, Instant createdAt, String createdBy, int slots) {
    return new Execution(
        id,
        job.id(),
        job.projectId(),
        JobStatus.PREPARING,
        createdAt,
        createdAt,
        createdBy,
        null,
        null,
        slots,
        null,
        null,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of());
  }

  /** Whether it has ended. */
  public boolean done() {
    return state.isFinal();
  }
}
