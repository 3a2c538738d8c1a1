package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The receipt of a request that takes, or may take, its time. Instants are whole milliseconds.
 *
 * @param jobId the job it is about; null: it is about a project. The job may be gone
 * @param errorCode why it failed; null: it did not, or is not done
 * @param errorMessage one line for people; null: there is no error
 */
public record Operation(
    String id,
    String projectId,
    @Nullable String jobId,
    Kind kind,
    String description,
    Instant createdAt,
    String createdBy,
    Instant modifiedAt,
    boolean done,
    @Nullable ErrorCode errorCode,
    @Nullable String errorMessage) {
  public Operation {
    requireNonNull(id);
    requireNonNull(projectId);
    requireNonNull(kind);
    requireNonNull(description);
    createdAt = Copies.millis(createdAt);
    requireNonNull(createdBy);
    modifiedAt = Copies.millis(modifiedAt);
  }

  /** What an operation does. */
  public enum Kind {
    CREATE_JOB,
    EXECUTE_JOB,
    DELETE_JOB,
    CLONE_JOB,
    DELETE_JOB_DATA,
    DELETE_ALL_JOB_DATA,
    CREATE_PROJECT,
    UPDATE_PROJECT,
    DELETE_PROJECT
  }

  /** An operation on a job that goes on. */
  public static Operation started(
      String id, Kind kind, String projectId, String jobId, Instant createdAt, String createdBy) {
    return new Operation(
        id,
        projectId,
        jobId,
        kind,
        describe(kind),
        createdAt,
        createdBy,
        createdAt,
        false,
        null,
        null);
  }

  /** An operation that is done with its request; {@code jobId} null: it is about the project. */
  public static Operation completed(
      String id,
      Kind kind,
      String projectId,
      @Nullable String jobId,
      Instant createdAt,
      String createdBy) {
    return new Operation(
        id,
        projectId,
        jobId,
        kind,
        describe(kind),
        createdAt,
        createdBy,
        createdAt,
        true,
        null,
        null);
  }

  /** The same with other words for people. */
  public Operation withDescription(String newDescription) {
    return new Operation(
        id,
        projectId,
        jobId,
        kind,
        newDescription,
        createdAt,
        createdBy,
        modifiedAt,
        done,
        errorCode,
        errorMessage);
  }

  private static String describe(Kind kind) {
    return switch (kind) {
      case CREATE_JOB -> "Create job";
      case EXECUTE_JOB -> "Execute job";
      case DELETE_JOB -> "Delete job";
      case CLONE_JOB -> "Clone job";
      case DELETE_JOB_DATA -> "Delete data of job";
      case DELETE_ALL_JOB_DATA -> "Delete data of all jobs";
      case CREATE_PROJECT -> "Create project";
      case UPDATE_PROJECT -> "Update project";
      case DELETE_PROJECT -> "Delete project";
    };
  }
}
