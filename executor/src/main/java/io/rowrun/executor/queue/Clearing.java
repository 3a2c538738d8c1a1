package io.rowrun.executor.queue;

import io.rowrun.executor.files.OutputDatasets;
import io.rowrun.executor.files.Places;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.store.Database;
import java.io.IOException;
import java.nio.file.Files;

/**
 * Removes what a job that has ended needs no more. May be done again after a crash at any line: the
 * directory of datasets to come, which goes last, tells that datasets may have been moved that the
 * job's end does not know of. Thread-safe.
 */
final class Clearing {
  private final Database store;
  private final JobDirectories directories;
  private final OutputDatasets datasets;

  Clearing(Database store, JobDirectories directories, OutputDatasets datasets) {
    this.store = store;
    this.directories = directories;
    this.datasets = datasets;
  }

  /** Clears up after a job that has ended, as the store knows. */
  void clear(String jobId) throws IOException {
    if (Files.exists(new Places(directories.of(jobId)).outputDatasets())) {
      Job job = store.jobs().get(jobId);
      datasets.discard(job, id -> store.datasets().find(job.projectId(), id).isPresent());
    }
    directories.deleteWork(jobId);
  }
}
