package io.rowrun.executor.store;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which contents a project holds, by sha256; the bytes are elsewhere. Thread-safe. */
public final class FileStore {
  private static final int MOST_PLACES = 1_000;

  private final Transactions transactions;

  FileStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Notes that the project holds the content; nothing happens if that is known. */
  public void add(String projectId, String sha256, long sizeBytes, Instant at) {
    transactions.write(
        session ->
            session.update(
                "INSERT INTO project_contents (project_id, sha256, size_bytes, created_at)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                projectId,
                sha256,
                sizeBytes,
                at));
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
      held(projectId, wanted.subList(from, to)).forEach(missing::remove);
    }
    return missing;
  }

  /** Notes that the project no longer holds the content, and says whether it did. */
  public boolean remove(String projectId, String sha256) {
    return transactions.write(
            session ->
                session.update(
                    "DELETE FROM project_contents WHERE project_id = ? AND sha256 = ?",
                    projectId,
                    sha256))
        == 1;
  }

  private List<String> held(String projectId, List<String> sha256s) {
    Object[] values = new Object[sha256s.size() + 1];
    values[0] = projectId;
    for (int i = 0; i < sha256s.size(); i++) {
      values[i + 1] = sha256s.get(i);
    }
    return transactions.read(
        session ->
            session.list(
                "SELECT sha256 FROM project_contents WHERE project_id = ? AND sha256 IN ("
                    + Session.places(sha256s.size())
                    + ")",
                Row::text,
                values));
  }
}
