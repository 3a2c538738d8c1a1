package io.rowrun.executor.store;

import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Projects. Thread-safe; what returned is on disk. */
public final class ProjectStore {
  ProjectStore() {}

  /**
   * Keeps a new project with the operation that made it.
   *
   * @throws io.rowrun.executor.job.ExecutorException ALREADY_EXISTS
   */
  public void create(Project project, Operation operation) {
    throw new UnsupportedOperationException();
  }

  /** Keeps the project unless one of that id exists, and returns the one that exists now. */
  public Project ensure(Project project) {
    throw new UnsupportedOperationException();
  }

  /** The project of that id. */
  public Optional<Project> find(String projectId) {
    throw new UnsupportedOperationException();
  }

  /**
   * The project of that id.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND
   */
  public Project get(String projectId) {
    throw new UnsupportedOperationException();
  }

  /**
   * All projects, the newest first.
   *
   * @param pageSize at least 1
   * @param after where to go on; null: at the start
   */
  public Page<Project> list(int pageSize, @Nullable PageToken after) {
    throw new UnsupportedOperationException();
  }

  /**
   * Forgets a project that has no jobs.
   *
   * @throws io.rowrun.executor.job.ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it has
   *     jobs
   */
  public void delete(String projectId, Operation operation) {
    throw new UnsupportedOperationException();
  }
}
