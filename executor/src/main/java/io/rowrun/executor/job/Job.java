package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to run, and how far it got. Instants are whole milliseconds.
 *
 * @param startedAt when the program started; null: not yet, or never
 * @param finishedAt when the job became final; null: not yet
 * @param statusDetails one line for people; empty: nothing to say
 * @param config the vendor's config.yaml text that the parameters came from; may be empty
 * @param dataTtl how long data is kept after the end; null: for ever
 * @param dataExpiresAt when data goes; null: never, or not known before the end
 * @param dataCleared whether inputs, outputs and logs are gone
 * @param actualInstanceType the type it got; null: not yet
 * @param parentJobId the job it was cloned from; null: none
 * @param outputFiles what was kept of what the program wrote
 * @param fileErrors declared outputs that are not there
 * @param logFiles what the program printed; in the job's directory, not among the project's files
 * @param diagnosticFiles what the service noted of the run; beside the log files
 * @param outputDatasets the datasets that the job made
 * @param idempotencyKey the creator's key: the same key in a project is the same job; null: none
 */
public record Job(
    String id,
    String projectId,
    String name,
    String description,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    JobStatus status,
    String statusDetails,
    String config,
    String createdBy,
    JobParameters parameters,
    @Nullable Duration dataTtl,
    @Nullable Instant dataExpiresAt,
    boolean dataCleared,
    long dataSizeBytes,
    @Nullable String actualInstanceType,
    @Nullable String parentJobId,
    List<StoredFile> outputFiles,
    List<FileError> fileErrors,
    List<StoredFile> logFiles,
    List<StoredFile> diagnosticFiles,
    List<OutputDataset> outputDatasets,
    @Nullable String idempotencyKey) {
  public Job {
    requireNonNull(id);
    requireNonNull(projectId);
    requireNonNull(name);
    requireNonNull(description);
    createdAt = Copies.millis(createdAt);
    startedAt = Copies.millisOrNull(startedAt);
    finishedAt = Copies.millisOrNull(finishedAt);
    requireNonNull(status);
    requireNonNull(statusDetails);
    requireNonNull(config);
    requireNonNull(createdBy);
    requireNonNull(parameters);
    dataExpiresAt = Copies.millisOrNull(dataExpiresAt);
    actualInstanceType = Copies.emptyToNull(actualInstanceType);
    parentJobId = Copies.emptyToNull(parentJobId);
    outputFiles = List.copyOf(outputFiles);
    fileErrors = List.copyOf(fileErrors);
    logFiles = List.copyOf(logFiles);
    diagnosticFiles = List.copyOf(diagnosticFiles);
    outputDatasets = List.copyOf(outputDatasets);
    idempotencyKey = Copies.emptyToNull(idempotencyKey);
  }

  /** Starts a new job: CREATING, with nothing but what is given here. */
  public static Builder builder(
      String id, String projectId, Instant createdAt, String createdBy, JobParameters parameters) {
    return new Builder(id, projectId, createdAt, createdBy, parameters);
  }

  /** Collects what the creator of a job may say; one thread at a time. */
  public static final class Builder {
    private final String id;
    private final String projectId;
    private final Instant createdAt;
    private final String createdBy;
    private final JobParameters parameters;
    private String name = "";
    private String description = "";
    private String config = "";
    private @Nullable Duration dataTtl;
    private @Nullable String parentJobId;
    private @Nullable String idempotencyKey;

    private Builder(
        String id,
        String projectId,
        Instant createdAt,
        String createdBy,
        JobParameters parameters) {
      this.id = id;
      this.projectId = projectId;
      this.createdAt = createdAt;
      this.createdBy = createdBy;
      this.parameters = parameters;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder description(String value) {
      description = value;
      return this;
    }

    public Builder config(String value) {
      config = value;
      return this;
    }

    public Builder dataTtl(@Nullable Duration value) {
      dataTtl = value;
      return this;
    }

    public Builder parentJobId(@Nullable String value) {
      parentJobId = value;
      return this;
    }

    public Builder idempotencyKey(@Nullable String value) {
      idempotencyKey = value;
      return this;
    }

    public Job build() {
      return new Job(
          id,
          projectId,
          name,
          description,
          createdAt,
          null,
          null,
          JobStatus.CREATING,
          "",
          config,
          createdBy,
          parameters,
          dataTtl,
          null,
          false,
          0,
          null,
          parentJobId,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          idempotencyKey);
    }
  }
}
