package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Operation;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which operation each key of a client stands for, within the caller's transaction. */
final class RequestKeys {
  private RequestKeys() {}

  /**
   * Notes that the key stands for the operation, unless it stands for an earlier one, which is
   * returned then: the caller changes nothing.
   *
   * @throws ExecutorException ALREADY_EXISTS if the earlier one was of another kind or request
   */
  static Optional<Operation> take(Session session, @Nullable RequestKey key, Operation operation)
      throws SQLException {
    if (key == null
        || session.update(
                "INSERT INTO request_keys (idempotency_key, project_id, kind, request_sha256,"
                    + " job_id, operation_id) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                key.text(),
                operation.projectId(),
                operation.kind(),
                key.fingerprint(),
                operation.jobId(),
                operation.id())
            == 1) {
      return Optional.empty();
    }
    return session.first(
        "SELECT operation_id, kind, request_sha256 FROM request_keys"
            + " WHERE idempotency_key = ? AND project_id = ?",
        row -> earlier(session, row, key, operation.kind()),
        key.text(),
        operation.projectId());
  }

  /** The operation that the key stands for if it was of this very request. */
  static Optional<Operation> ofRequest(Session session, RequestKey key, Operation.Kind kind)
      throws SQLException {
    Optional<String> operationId =
        session.first(
            "SELECT operation_id FROM request_keys"
                + " WHERE idempotency_key = ? AND kind = ? AND request_sha256 = ?",
            Row::text,
            key.text(),
            kind,
            key.fingerprint());
    return operationId.isEmpty()
        ? Optional.empty()
        : OperationRows.find(session, operationId.get());
  }

  /** Lets the key stand for another operation: one that was there before the key came. */
  static void point(Session session, @Nullable RequestKey key, Operation operation)
      throws SQLException {
    if (key != null) {
      session.update(
          "UPDATE request_keys SET operation_id = ? WHERE idempotency_key = ? AND project_id = ?",
          operation.id(),
          key.text(),
          operation.projectId());
    }
  }

  private static Operation earlier(Session session, Row row, RequestKey key, Operation.Kind kind)
      throws SQLException {
    String operationId = row.text();
    Operation.Kind earlierKind = Operation.Kind.valueOf(row.text());
    String fingerprint = row.textOrNull();
    boolean sameRequest =
        fingerprint == null || key.fingerprint() == null || fingerprint.equals(key.fingerprint());
    if (earlierKind != kind || !sameRequest) {
      throw new ExecutorException(
          ErrorCode.ALREADY_EXISTS,
          "Idempotency-Key '"
              + key.text()
              + "' was used for another request: "
              + (earlierKind != kind ? earlierKind : "another " + kind)
              + ", operation "
              + operationId
              + "; take a new key for a new request");
    }
    return OperationRows.find(session, operationId).orElseThrow();
  }
}
