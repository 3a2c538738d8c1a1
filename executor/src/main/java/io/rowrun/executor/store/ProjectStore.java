package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Projects. Thread-safe; what returned is on disk. */
public final class ProjectStore {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "name",
          "description",
          "labels",
          "created_at",
          "created_by",
          "community_id",
          "settings",
          "limits");
  private static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM projects";
  private static final String NEWEST =
      SELECT
          + " WHERE "
          + Keyset.BEHIND
          + " AND (? = '' OR community_id IN ('', ?)) AND (? = '' OR created_by = ?)"
          + " AND (? = '' OR LOWER(name) LIKE LOWER(?) ESCAPE '!')"
          + Keyset.ORDER
          + " LIMIT ?";
  private static final String INSERT =
      Session.insert("projects", COLUMNS) + " ON CONFLICT DO NOTHING";

  private final Transactions transactions;

  ProjectStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Keeps a new project with the operation that made it.
   *
   * @param key null: none
   * @return {@code operation}, or that of the same key before
   * @throws ExecutorException ALREADY_EXISTS
   */
  public Operation create(Project project, Operation operation, @Nullable RequestKey key) {
    return transactions.write(
        session -> {
          Optional<Operation> earlier = RequestKeys.take(session, key, operation);
          if (earlier.isPresent()) {
            return earlier.get();
          }
          if (!insert(session, project)) {
            throw new ExecutorException(
                ErrorCode.ALREADY_EXISTS, "project " + project.id() + " exists");
          }
          OperationRows.insert(session, operation);
          return operation;
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
   * Projects, the newest first.
   *
   * @param filter which ones
   * @param pageSize at least 1
   * @param after where to go on; null: at the start
   */
  public Page<Project> list(ProjectFilter filter, int pageSize, @Nullable PageToken after) {
    PageToken start = Keyset.orStart(after);
    return Keyset.page(
        transactions.read(
            session ->
                session.list(
                    NEWEST,
                    ProjectStore::read,
                    start.createdAtMillis(),
                    start.id(),
                    filter.communityId(),
                    filter.communityId(),
                    filter.createdBy(),
                    filter.createdBy(),
                    filter.namePattern(),
                    filter.namePattern(),
                    pageSize + 1)),
        pageSize,
        project -> new PageToken(project.createdAt().toEpochMilli(), project.id()));
  }

  /**
   * Changes what may change of a project: all but its id and how it was made.
   *
   * @param change gives the changed project; may be called more than once
   * @return {@code operation}, or that of the same key before
   * @throws ExecutorException NOT_FOUND
   */
  public Operation update(
      String projectId,
      UnaryOperator<Project> change,
      Operation operation,
      @Nullable RequestKey key) {
    return transactions.write(
        session -> {
          require(session, projectId, session.dialect().forUpdate());
          Optional<Operation> earlier = RequestKeys.take(session, key, operation);
          if (earlier.isPresent()) {
            return earlier.get();
          }
          Project changed = change.apply(find(session, projectId).orElseThrow());
          session.update(
              "UPDATE projects SET name = ?, description = ?, labels = ?, settings = ?, limits = ?"
                  + " WHERE id = ?",
              changed.name(),
              changed.description(),
              Json.LABELS.write(changed.labels()),
              changed.settings(),
              changed.limits(),
              projectId);
          OperationRows.insert(session, operation);
          return operation;
        });
  }

  /**
   * Forgets a project that has no jobs, with its datasets. What contents it held no job uses any
   * more.
   *
   * @throws ExecutorException NOT_FOUND, or FAILED_PRECONDITION if it has jobs
   */
  public Operation delete(String projectId, Operation operation, @Nullable RequestKey key) {
    return transactions.write(
        session -> {
          require(session, projectId, session.dialect().forUpdate());
          if (hasJobs(session, projectId)) {
            throw new ExecutorException(
                ErrorCode.FAILED_PRECONDITION,
                "project " + projectId + " has jobs: delete them before it");
          }
          RequestKeys.take(session, key, operation);
          session.update("DELETE FROM datasets WHERE project_id = ?", projectId);
          session.update("DELETE FROM projects WHERE id = ?", projectId);
          OperationRows.insert(session, operation);
          return operation;
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
            project.createdBy(),
            project.communityId(),
            project.settings(),
            project.limits())
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
        row.text(),
        row.text(),
        row.text(),
        row.text());
  }

  private static ExecutorException unknown(String projectId) {
    return Transactions.notFound("Unknown project " + projectId);
  }
}
