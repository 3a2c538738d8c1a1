package io.rowrun.executor.store;

import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.StoredFile;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which contents each job uses, within the caller's transaction. */
final class JobContents {
  private JobContents() {}

  /** Notes what the job reads: input files and local modules. */
  static void noteInputs(Session session, Job job) throws SQLException {
    Set<String> inputs = inputs(job.parameters());
    note(session, job.projectId(), job.id(), inputs);
    for (String sha256 : inputs) {
      hold(session, job.projectId(), sha256);
    }
  }

  /** Notes what the job wrote. */
  static void noteOutputs(Session session, String projectId, String jobId, List<StoredFile> files)
      throws SQLException {
    note(session, projectId, jobId, files.stream().map(StoredFile::sha256).toList());
  }

  /** Whether any job uses the content. */
  static boolean isUsed(Session session, String projectId, String sha256) throws SQLException {
    return session
        .first(
            "SELECT job_id FROM job_contents WHERE project_id = ? AND sha256 = ? LIMIT 1",
            Row::text,
            projectId,
            sha256)
        .isPresent();
  }

  /** What the job uses. */
  static Set<String> of(Session session, String jobId) throws SQLException {
    return new TreeSet<>(
        session.list("SELECT sha256 FROM job_contents WHERE job_id = ?", Row::text, jobId));
  }

  /** Forgets what the job uses. */
  static void forget(Session session, String jobId) throws SQLException {
    session.update("DELETE FROM job_contents WHERE job_id = ?", jobId);
  }

  /** The contents that the job reads, in order, so that all lock them in one order. */
  static Set<String> inputs(JobParameters parameters) {
    Set<String> sha256s = new TreeSet<>();
    parameters.uploads().stream().map(InputFile::sha256).forEach(sha256s::add);
    return sha256s;
  }

  /**
   * Keeps what the project holds from being forgotten before the transaction ends. In SQLite nobody
   * else writes anyway.
   */
  private static void hold(Session session, String projectId, String sha256) throws SQLException {
    String lock = session.dialect().forUpdate();
    if (!lock.isEmpty()) {
      session.first(
          "SELECT sha256 FROM project_contents WHERE project_id = ? AND sha256 = ?" + lock,
          Row::text,
          projectId,
          sha256);
    }
  }

  /** Notes that the job uses the contents. */
  static void note(Session session, String projectId, String jobId, Collection<String> sha256s)
      throws SQLException {
    for (String sha256 : sha256s) {
      session.update(
          "INSERT INTO job_contents (project_id, sha256, job_id) VALUES (?, ?, ?)"
              + " ON CONFLICT DO NOTHING",
          projectId,
          sha256,
          jobId);
    }
  }
}
