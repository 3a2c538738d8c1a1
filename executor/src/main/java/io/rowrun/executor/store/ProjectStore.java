package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Projects. Thread-safe; what returned is on disk. */
public final class ProjectStore {
  private static final List<String> COLUMNS =
      List.of("id", "name", "description", "labels", "created_at", "created_by");
  private static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM projects";
  private static final String NEWEST =
      SELECT + " WHERE " + Keyset.BEHIND + Keyset.ORDER + " LIMIT ?";
  private static final String INSERT =
      Session.insert("projects", COLUMNS) + " ON CONFLICT DO NOTHING";

  private final Transactions transactions;

  ProjectStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Keeps a new project with the operation that made it.
   *
   * @throws ExecutorException ALREADY_EXISTS
   */
  public void create(Project project, Operation operation) {
    transactions.write(
        session -> {
          if (!insert(session, project)) {
            throw new ExecutorException(
                ErrorCode.ALREADY_EXISTS, "project " + project.id() + " exists");
          }
          OperationRows.insert(session, operation);
          return project;
        });
  }

  /** Keeps the project unless one of that id exists, and returns the one that exists now. */
  public Project ensure(Project project) {
    return find(project.id()).orElseGet(() -> insertOrFind(project));
  }

  /** The project of that id. */
  public Optional<Project> find(String projectId) {
    return transactions.read(session -> find(session, projectId));
  }

  /**
   * The project of that id.
   *
   * @throws ExecutorException NOT_FOUND
   */
  public Project get(String projectId) {
    return find(projectId).orElseThrow(() -> unknown(projectId));
  }

  /**
   * All projects, the newest first.
   *
   * @param pageSize at least 1
   * @param after where to go on; null: at the start
   */
  public Page<Project> list(int pageSize, @Nullable PageToken after) {
    PageToken start = Keyset.orStart(after);
    return Keyset.page(
        transactions.read(
            session ->
                session.list(
                    NEWEST, ProjectStore::read, start.createdAtMillis(), start.id(), pageSize + 1)),
        pageSize,
        project -> new PageToken(project.createdAt().toEpochMilli(), project.id()));
  }

  /**
   * Forgets a project that has no jobs, and which contents it held.
   *
   * @throws ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it has jobs
   */
  public void delete(String projectId, Operation operation) {
    transactions.write(
        session -> {
          require(session, projectId, session.dialect().forUpdate());
          if (hasJobs(session, projectId)) {
            throw new ExecutorException(
                ErrorCode.FAILED_PRECONDITION,
                "project " + projectId + " has jobs: delete them before it");
          }
          session.update("DELETE FROM project_contents WHERE project_id = ?", projectId);
          session.update("DELETE FROM projects WHERE id = ?", projectId);
          OperationRows.insert(session, operation);
          return projectId;
        });
  }

  /** Says NOT_FOUND unless the project exists. */
  static void require(Session session, String projectId) throws SQLException {
    require(session, projectId, "");
  }

  private static void require(Session session, String projectId, String lock) throws SQLException {
    Optional<String> found =
        session.first("SELECT id FROM projects WHERE id = ?" + lock, Row::text, projectId);
    if (found.isEmpty()) {
      throw unknown(projectId);
    }
  }

  private static boolean hasJobs(Session session, String projectId) throws SQLException {
    return session
        .first("SELECT id FROM jobs WHERE project_id = ? LIMIT 1", Row::text, projectId)
        .isPresent();
  }

  private Project insertOrFind(Project project) {
    return transactions.write(
        session -> insert(session, project) ? project : find(session, project.id()).orElseThrow());
  }

  private static boolean insert(Session session, Project project) throws SQLException {
    return session.update(
            INSERT,
            project.id(),
            project.name(),
            project.description(),
            Json.LABELS.write(project.labels()),
            project.createdAt(),
            project.createdBy())
        == 1;
  }

  private static Optional<Project> find(Session session, String projectId) throws SQLException {
    return session.first(SELECT + " WHERE id = ?", ProjectStore::read, projectId);
  }

  private static Project read(Row row) throws SQLException {
    return new Project(
        row.text(),
        row.text(),
        row.text(),
        Json.LABELS.read(row.text()),
        row.instant(),
        row.text());
  }

  private static ExecutorException unknown(String projectId) {
    return Transactions.notFound("Unknown project " + projectId);
  }
}
