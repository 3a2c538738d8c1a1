package io.rowrun.executor.store;

import io.rowrun.executor.job.ExecutorException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which contents a project holds, by sha256; the bytes are elsewhere. Thread-safe. */
public final class FileStore {
  private static final int MOST_PLACES = 1_000;

  private static final String INSERT =
      "INSERT INTO project_contents (project_id, sha256, size_bytes, created_at)"
          + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String DELETE =
      "DELETE FROM project_contents WHERE project_id = ? AND sha256 = ?";

  private final Transactions transactions;

  FileStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Notes that the project holds the content for the job.
   *
   * @throws ExecutorException NOT_FOUND if the job was deleted, FAILED_PRECONDITION if its data was
   *     cleared
   */
  public void kept(String projectId, String jobId, String sha256, long sizeBytes, Instant at) {
    transactions.write(
        session -> {
          LockedJob.get(session, jobId).requireData();
          JobContents.note(session, projectId, jobId, List.of(sha256));
          return session.update(INSERT, projectId, sha256, sizeBytes, at);
        });
  }

  /**
   * Notes that the project no longer holds the content, unless a job uses it; says whether no job
   * does.
   */
  public boolean forgetIfUnused(String projectId, String sha256) {
    return transactions.write(
        session -> {
          session.first(
              "SELECT sha256 FROM project_contents WHERE project_id = ? AND sha256 = ?"
                  + session.dialect().forUpdate(),
              Row::text,
              projectId,
              sha256);
          if (JobContents.isUsed(session, projectId, sha256)) {
            return false;
          }
          if (session.update(DELETE, projectId, sha256) == 1) {
            session.update(
                "INSERT INTO removed_contents (project_id, sha256) VALUES (?, ?)"
                    + " ON CONFLICT DO NOTHING",
                projectId,
                sha256);
          }
          return true;
        });
  }

  /** Notes that the bytes of a forgotten content are off the disk. */
  public void removed(String projectId, String sha256) {
    transactions.write(
        session ->
            session.update(
                "DELETE FROM removed_contents WHERE project_id = ? AND sha256 = ?",
                projectId,
                sha256));
  }

  /** Contents that were forgotten and perhaps not taken off the disk; their sizes are not known. */
  public List<HeldContent> halfRemoved(int limit) {
    return transactions.read(
        session ->
            session.list(
                "SELECT project_id, sha256 FROM removed_contents LIMIT ?",
                row -> new HeldContent(row.text(), row.text(), 0),
                limit));
  }

  /** Contents that no job uses, in any order. */
  public List<HeldContent> unused(int limit) {
    return transactions.read(
        session ->
            session.list(
                "SELECT project_id, sha256, size_bytes FROM project_contents c WHERE NOT EXISTS ("
                    + "SELECT 1 FROM job_contents j"
                    + " WHERE j.project_id = c.project_id AND j.sha256 = c.sha256) LIMIT ?",
                row -> new HeldContent(row.text(), row.text(), row.longInteger()),
                limit));
  }

  /** The sizes in bytes of those of the contents that the project holds, by sha256. */
  public Map<String, Long> sizes(String projectId, Collection<String> sha256s) {
    Map<String, Long> sizes = new HashMap<>();
    List<String> wanted = List.copyOf(Set.copyOf(sha256s));
    for (int from = 0; from < wanted.size(); from += MOST_PLACES) {
      int to = Math.min(wanted.size(), from + MOST_PLACES);
      held(projectId, wanted.subList(from, to))
          .forEach(content -> sizes.put(content.sha256(), content.sizeBytes()));
    }
    return sizes;
  }

  /** Whether the project holds the content. */
  public boolean has(String projectId, String sha256) {
    return missing(projectId, List.of(sha256)).isEmpty();
  }

  /** Those of the contents that the project does not hold, in the given order. */
  public Set<String> missing(String projectId, Collection<String> sha256s) {
    Set<String> missing = new LinkedHashSet<>(sha256s);
    List<String> wanted = List.copyOf(missing);
    for (int from = 0; from < wanted.size(); from += MOST_PLACES) {
      int to = Math.min(wanted.size(), from + MOST_PLACES);
      held(projectId, wanted.subList(from, to))
          .forEach(content -> missing.remove(content.sha256()));
    }
    return missing;
  }

  private List<HeldContent> held(String projectId, List<String> sha256s) {
    Object[] values = new Object[sha256s.size() + 1];
    values[0] = projectId;
    for (int i = 0; i < sha256s.size(); i++) {
      values[i + 1] = sha256s.get(i);
    }
    return transactions.read(
        session ->
            session.list(
                "SELECT project_id, sha256, size_bytes FROM project_contents"
                    + " WHERE project_id = ? AND sha256 IN ("
                    + Session.places(sha256s.size())
                    + ")",
                row -> new HeldContent(row.text(), row.text(), row.longInteger()),
                values));
  }
}
