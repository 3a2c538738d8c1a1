package io.rowrun.executor.store;

import io.rowrun.executor.job.Operation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations; they outlive what they are about. Thread-safe. */
public final class OperationStore {
  static final String NEWEST =
      "SELECT "
          + OperationRows.COLUMNS
          + " FROM operations WHERE project_id = ? AND "
          + Keyset.BEHIND
          + Keyset.ORDER
          + " LIMIT ?";

  private final Transactions transactions;

  OperationStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The operation of that id. */
  public Optional<Operation> find(String operationId) {
    return transactions.read(session -> OperationRows.find(session, operationId));
  }

  /**
   * The operation of that id.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND
   */
  public Operation get(String operationId) {
    return find(operationId)
        .orElseThrow(() -> Transactions.notFound("Unknown operation " + operationId));
  }

  /** The operation of the very same request under the same key, if there was one. */
  public Optional<Operation> ofRequest(RequestKey key, Operation.Kind kind) {
    return transactions.read(session -> RequestKeys.ofRequest(session, key, kind));
  }

  /**
   * Operations of a project, the newest first.
   *
   * @param pageSize at least 1
   * @param after where to go on; null: at the start
   */
  public Page<Operation> list(String projectId, int pageSize, @Nullable PageToken after) {
    PageToken start = Keyset.orStart(after);
    return Keyset.page(
        transactions.read(
            session ->
                session.list(
                    NEWEST,
                    OperationRows::read,
                    projectId,
                    start.createdAtMillis(),
                    start.id(),
                    pageSize + 1)),
        pageSize,
        operation -> new PageToken(operation.createdAt().toEpochMilli(), operation.id()));
  }
}
