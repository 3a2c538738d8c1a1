package io.rowrun.executor.store;

import io.rowrun.executor.job.Dataset;
import io.rowrun.executor.job.OutputDataset;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Datasets that jobs made; they outlive their jobs. Thread-safe; what returned is on disk. */
public final class DatasetStore {
  private static final List<String> COLUMNS =
      List.of(
          "id", "project_id", "name", "description", "labels", "size_gb", "job_id", "created_at");
  private static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM datasets";
  private static final String BY_ID = SELECT + " WHERE project_id = ? AND id = ?";
  private static final String NEWEST =
      SELECT + " WHERE project_id = ? AND " + Keyset.BEHIND + Keyset.ORDER + " LIMIT ?";
  private static final String INSERT =
      Session.insert("datasets", COLUMNS) + " ON CONFLICT DO NOTHING";

  private final Transactions transactions;

  DatasetStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Keeps a dataset; nothing happens if one of that id exists. */
  public void add(Dataset dataset) {
    transactions.write(session -> insert(session, dataset));
  }

  /** The dataset of that id, if the project has it. */
  public Optional<Dataset> find(String projectId, String datasetId) {
    return transactions.read(
        session -> session.first(BY_ID, DatasetStore::read, projectId, datasetId));
  }

  /**
   * Datasets of a project, the newest first.
   *
   * @param pageSize at least 1
   * @param after where to go on; null: at the start
   */
  public Page<Dataset> list(String projectId, int pageSize, @Nullable PageToken after) {
    PageToken start = Keyset.orStart(after);
    return Keyset.page(
        transactions.read(
            session ->
                session.list(
                    NEWEST,
                    DatasetStore::read,
                    projectId,
                    start.createdAtMillis(),
                    start.id(),
                    pageSize + 1)),
        pageSize,
        dataset -> new PageToken(dataset.createdAt().toEpochMilli(), dataset.id()));
  }

  /** Keeps what a job made, within the transaction that ends the job. */
  static void insert(
      Session session, String projectId, String jobId, List<OutputDataset> made, Instant at)
      throws SQLException {
    for (OutputDataset dataset : made) {
      insert(
          session,
          new Dataset(
              dataset.id(),
              projectId,
              dataset.desc().name(),
              dataset.desc().description(),
              dataset.desc().labels(),
              dataset.desc().sizeGb(),
              jobId,
              at));
    }
  }

  private static int insert(Session session, Dataset dataset) throws SQLException {
    return session.update(
        INSERT,
        dataset.id(),
        dataset.projectId(),
        dataset.name(),
        dataset.description(),
        Json.LABELS.write(dataset.labels()),
        dataset.sizeGb(),
        dataset.jobId(),
        dataset.createdAt());
  }

  private static Dataset read(Row row) throws SQLException {
    return new Dataset(
        row.text(),
        row.text(),
        row.text(),
        row.text(),
        Json.LABELS.read(row.text()),
        row.longInteger(),
        row.text(),
        row.instant());
  }
}
