package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Operation;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Translates between operations and their rows. */
final class OperationRows {
  private static final List<String> COLUMN_LIST =
      List.of(
          "id",
          "project_id",
          "job_id",
          "kind",
          "description",
          "created_at",
          "created_by",
          "modified_at",
          "done",
          "error_code",
          "error_message");

  /** In the order that {@link #read} takes them. */
  static final String COLUMNS = String.join(", ", COLUMN_LIST);

  private static final String INSERT = Session.insert("operations", COLUMN_LIST);
  private static final String BY_ID = "SELECT " + COLUMNS + " FROM operations WHERE id = ?";

  private OperationRows() {}

  static Operation read(Row row) throws SQLException {
    return new Operation(
        row.text(),
        row.text(),
        row.textOrNull(),
        Operation.Kind.valueOf(row.text()),
        row.text(),
        row.instant(),
        row.text(),
        row.instant(),
        row.bool(),
        row.errorCodeOrNull(),
        row.textOrNull());
  }

  static Optional<Operation> find(Session session, String operationId) throws SQLException {
    return session.first(BY_ID, OperationRows::read, operationId);
  }

  static void insert(Session session, Operation operation) throws SQLException {
    session.update(
        INSERT,
        operation.id(),
        operation.projectId(),
        operation.jobId(),
        operation.kind(),
        operation.description(),
        operation.createdAt(),
        operation.createdBy(),
        operation.modifiedAt(),
        operation.done(),
        operation.errorCode(),
        operation.errorMessage());
  }

  /** Ends an operation, with an error or without one. */
  static void end(
      Session session,
      String operationId,
      Instant at,
      @Nullable ErrorCode errorCode,
      @Nullable String errorMessage)
      throws SQLException {
    session.update(
        "UPDATE operations SET done = TRUE, modified_at = ?, error_code = ?, error_message = ?"
            + " WHERE id = ?",
        at,
        errorCode,
        errorMessage,
        operationId);
  }
}
