package io.rowrun.executor.store;

import io.rowrun.executor.job.Operation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations; they outlive what they are about. Thread-safe. */
public final class OperationStore {
  OperationStore() {}

  /** The operation of that id. */
  public Optional<Operation> find(String operationId) {
    throw new UnsupportedOperationException();
  }

  /**
   * The operation of that id.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND
   */
  public Operation get(String operationId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Operations of a project, the newest first.
   *
   * @param pageSize at least 1
   * @param after where to go on; null: at the start
   */
  public Page<Operation> list(String projectId, int pageSize, @Nullable PageToken after) {
    throw new UnsupportedOperationException();
  }
}
