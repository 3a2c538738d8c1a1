package io.rowrun.executor.service;

import io.rowrun.executor.job.Argument;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.GracefulShutdown;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** How many and how large the parts of a new job may be. */
final class SizeRules {
  private static final int MOST_OF_A_KIND = 100;
  private static final long MAX_FILE_BYTES = 5L << 30;
  private static final long MAX_ALL_BYTES = 10L << 30;
  private static final Duration LONGEST_SHUTDOWN = Duration.ofDays(1);
  private static final Pattern VARIABLE = Pattern.compile("[0-9A-Za-z_-]{1,50}");

  private SizeRules() {}

  /**
   * Checks all of it.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the field and the rule
   */
  static void check(JobParameters parameters) {
    checkCount("input_files", parameters.inputFiles());
    checkCount("output_files", parameters.outputFiles());
    checkCount("s3_mount_ids", parameters.s3MountIds());
    checkCount("dataset_ids", parameters.datasetIds());
    checkCount("arguments", parameters.arguments());
    checkCount("cloud_instance_types", parameters.instanceTypes());
    if (parameters.environment().python() != null) {
      checkCount("env.python_env.local_modules", parameters.environment().python().localModules());
    }
    checkFiles(parameters.uploads());
    parameters.arguments().forEach(SizeRules::checkName);
    checkShutdown(parameters);
  }

  private static void checkCount(String field, List<?> elements) {
    if (elements.size() > MOST_OF_A_KIND) {
      throw invalid(
          field + " must have " + MOST_OF_A_KIND + " elements at most: it has " + elements.size());
    }
  }

  private static void checkFiles(List<InputFile> files) {
    long all = 0;
    for (InputFile file : files) {
      if (file.sizeBytes() > MAX_FILE_BYTES) {
        throw invalid(
            "size_bytes of input file '"
                + file.path()
                + "' must be "
                + MAX_FILE_BYTES
                + " (5 GiB) at most: "
                + file.sizeBytes());
      }
      all += file.sizeBytes();
    }
    if (all > MAX_ALL_BYTES) {
      throw invalid(
          "input_files must have "
              + MAX_ALL_BYTES
              + " bytes (10 GiB) together at most, local modules included: they have "
              + all);
    }
  }

  private static void checkName(Argument argument) {
    if (!VARIABLE.matcher(argument.name()).matches()) {
      throw invalid(
          "name of an argument must be 1 to 50 of letters, digits, _ and -: '"
              + argument.name()
              + "'");
    }
  }

  private static void checkShutdown(JobParameters parameters) {
    GracefulShutdown shutdown = parameters.gracefulShutdown();
    if (shutdown != null && shutdown.timeout().compareTo(LONGEST_SHUTDOWN) > 0) {
      throw invalid(
          "graceful_shutdown_parameters.timeout must be "
              + LONGEST_SHUTDOWN.toSeconds()
              + " seconds at most: "
              + shutdown.timeout().toSeconds());
    }
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
