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
    insert(session, job.projectId(), job.id(), inputs(job.parameters()));
  }

  /** Notes what the job wrote. */
  static void note(Session session, String projectId, String jobId, List<StoredFile> outputs)
      throws SQLException {
    insert(session, projectId, jobId, outputs.stream().map(StoredFile::sha256).toList());
  }

  /** Forgets what the job uses. */
  static void forget(Session session, String jobId) throws SQLException {
    session.update("DELETE FROM job_contents WHERE job_id = ?", jobId);
  }

  /** The contents that the job reads, in order, so that all lock them in one order. */
  static Set<String> inputs(JobParameters parameters) {
    Set<String> sha256s = new TreeSet<>();
    parameters.inputFiles().stream().map(InputFile::sha256).forEach(sha256s::add);
    if (parameters.environment().python() != null) {
      parameters.environment().python().localModules().stream()
          .map(InputFile::sha256)
          .forEach(sha256s::add);
    }
    return sha256s;
  }

  private static void insert(
      Session session, String projectId, String jobId, Collection<String> sha256s)
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
