package io.rowrun.executor.files;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.OutputDatasetDesc;
import io.rowrun.executor.job.WorkingStorage;
import java.util.HashSet;
import java.util.Set;

/** What a new job may ask for of disks: working storage and datasets to be made. */
public final class StorageRules {
  /** A pebibyte: more than any host has, and far from where numbers end. */
  private static final long MOST_GB = 1L << 20;

  private static final int MOST_DATASETS = 100;
  private static final int MOST_NAME_LENGTH = 200;

  private StorageRules() {}

  /**
   * Checks all of it.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the field and the value
   */
  public static void check(JobParameters parameters) {
    WorkingStorage storage = parameters.workingStorage();
    if (storage != null) {
      checkSize("extended_working_storage", storage.sizeGb());
    }
    if (parameters.outputDatasets().size() > MOST_DATASETS) {
      throw invalid(
          "output_datasets must be "
              + MOST_DATASETS
              + " at most: there are "
              + parameters.outputDatasets().size());
    }
    Set<String> names = new HashSet<>();
    for (OutputDatasetDesc dataset : parameters.outputDatasets()) {
      checkDataset(dataset);
      if (!names.add(dataset.name())) {
        throw invalid("output dataset '" + dataset.name() + "' is declared twice");
      }
    }
  }

  private static void checkDataset(OutputDatasetDesc dataset) {
    String name = dataset.name();
    if (name.isBlank() || name.length() > MOST_NAME_LENGTH) {
      throw invalid(
          "name of an output dataset must have 1 to "
              + MOST_NAME_LENGTH
              + " characters: '"
              + name
              + "'");
    }
    checkSize("output dataset '" + name + "'", dataset.sizeGb());
    if (dataset.var() == null) {
      throw invalid(
          "output dataset '" + name + "' needs a var: by it cmd knows where to write the data");
    }
    PathRules.checkVariable("output dataset '" + name + "'", dataset.var());
  }

  private static void checkSize(String what, long sizeGb) {
    if (sizeGb < 1 || sizeGb > MOST_GB) {
      throw invalid("size_gb of " + what + " must be 1 to " + MOST_GB + ": " + sizeGb);
    }
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
