package io.rowrun.executor.resource;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobParameters;
import java.util.List;
import java.util.function.BiPredicate;

/** Which resources a new job may name: those that its project may use. Thread-safe. */
public final class ResourceRules {
  private static final int MOST_OF_A_KIND = 100;

  private final Resources resources;
  private final BiPredicate<String, String> isMadeDataset;

  /**
   * @param isMadeDataset whether a job of the project (the first) made the dataset (the second)
   */
  public ResourceRules(Resources resources, BiPredicate<String, String> isMadeDataset) {
    this.resources = resources;
    this.isMadeDataset = isMadeDataset;
  }

  /**
   * Checks every id by which the job names a resource.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming field and id; FAILED_PRECONDITION if the file
   *     of resources cannot be read and the job needs it
   */
  public void check(String projectId, JobParameters parameters) {
    checkNumber("s3_mount_ids", parameters.s3MountIds());
    for (String id : parameters.s3MountIds()) {
      require(resources.mount(projectId, id).isPresent(), "s3_mount_ids", "an S3 mount", id);
    }
    checkNumber("dataset_ids", parameters.datasetIds());
    for (String id : parameters.datasetIds()) {
      boolean known =
          isMadeDataset.test(projectId, id) || resources.dataset(projectId, id).isPresent();
      require(known, "dataset_ids", "a dataset", id);
    }
    String connector = parameters.sparkConnectorId();
    if (connector != null) {
      require(
          resources.sparkConnector(projectId, connector).isPresent(),
          "spark_parameters.connector_id",
          "a Spark connector",
          connector);
    }
    String image = parameters.environment().dockerImageId();
    if (image != null) {
      require(
          resources.dockerImage(projectId, image).isPresent(),
          "env.docker_image_resource_id",
          "a docker image",
          image);
    }
  }

  private static void checkNumber(String field, List<String> ids) {
    if (ids.size() > MOST_OF_A_KIND) {
      throw invalid(
          field + " must have " + MOST_OF_A_KIND + " ids at most: there are " + ids.size());
    }
  }

  private static void require(boolean known, String field, String what, String id) {
    if (!known) {
      throw invalid(
          field + ": '" + id + "' is not the id of " + what + " that the project may use");
    }
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
