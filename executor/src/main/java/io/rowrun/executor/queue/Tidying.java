package io.rowrun.executor.queue;

import io.rowrun.executor.store.ExecutionStore;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes, once, what a service that was killed did not come to remove: working directories of jobs
 * that have ended, directories of jobs that were deleted. A directory of which the store knows
 * nothing is left alone: it may be another store's.
 */
final class Tidying implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);
  private static final int BATCH = 500;

  private final ExecutionStore executions;
  private final JobDirectories directories;
  private final Clearing clearing;
  private final BooleanSupplier closing;

  /**
   * @param closing whether to stop soon
   */
  Tidying(
      ExecutionStore executions,
      JobDirectories directories,
      Clearing clearing,
      BooleanSupplier closing) {
    this.executions = executions;
    this.directories = directories;
    this.clearing = clearing;
    this.closing = closing;
  }

  @Override
  public void run() {
    try {
      List<String> jobIds = directories.jobIds();
      for (int from = 0; from < jobIds.size(); from += BATCH) {
        tidy(jobIds.subList(from, Math.min(jobIds.size(), from + BATCH)));
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot tidy up the job directories", e);
    }
  }

  private void tidy(List<String> jobIds) throws IOException {
    Set<String> deleted = executions.deleted(jobIds);
    Set<String> ended = executions.ended(jobIds);
    for (String jobId : jobIds) {
      if (closing.getAsBoolean()) {
        return;
      }
      if (deleted.contains(jobId)) {
        directories.delete(jobId);
      } else if (ended.contains(jobId)) {
        clearing.clear(jobId);
        directories.deleteSetUp(jobId);
      }
    }
  }
}
