package io.rowrun.executor.queue;

import io.rowrun.executor.files.OutputDatasets;
import io.rowrun.executor.files.Places;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

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
      Optional<Job> job = store.jobs().find(jobId);
      if (job.isPresent()) { // or somebody was quick to delete it
        String projectId = job.get().projectId();
        datasets.discard(job.get(), id -> store.datasets().find(projectId, id).isPresent());
      }
    }
    directories.deleteWork(jobId);
  }
}
