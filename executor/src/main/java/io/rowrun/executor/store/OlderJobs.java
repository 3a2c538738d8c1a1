package io.rowrun.executor.store;

import io.rowrun.executor.job.Job;
import java.sql.SQLException;
import java.util.List;

/** Jobs of versions before this one, brought up to date where SQL alone cannot do it. */
final class OlderJobs {
  private static final int BATCH = 200;
  private static final String NOT_NOTED =
      "SELECT id FROM jobs WHERE contents_noted = FALSE ORDER BY id LIMIT ?";

  private final Transactions transactions;

  OlderJobs(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Notes which contents they use: before that is done, no content may be removed. */
  void noteContents() {
    for (List<String> batch = batch(); !batch.isEmpty(); batch = batch()) {
      List<String> jobIds = batch;
      transactions.write(session -> noteContents(session, jobIds));
    }
  }

  private List<String> batch() {
    return transactions.read(session -> session.list(NOT_NOTED, Row::text, BATCH));
  }

  private static int noteContents(Session session, List<String> jobIds) throws SQLException {
    for (String jobId : jobIds) {
      Job job = JobStore.find(session, jobId).orElse(null);
      if (job != null) {
        JobContents.noteInputs(session, job);
        JobContents.noteOutputs(session, job.projectId(), jobId, job.outputFiles());
      }
      session.update("UPDATE jobs SET contents_noted = TRUE WHERE id = ?", jobId);
    }
    return jobIds.size();
  }
}
