package io.rowrun.executor.queue;

import io.rowrun.executor.environment.Surroundings;
import io.rowrun.executor.files.CommandTemplate;
import io.rowrun.executor.files.Places;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.logs.SystemLog;
import io.rowrun.executor.resource.Resources;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The environment variables of a job: secrets of its project, those of its Spark connector, its
 * own, and the project disk. Of two with one name the later counts. Thread-safe.
 */
final class JobVariables {
  private final Resources resources;
  private final Surroundings surroundings;
  private final ProjectDirectories projects;

  JobVariables(Resources resources, Surroundings surroundings, ProjectDirectories projects) {
    this.resources = resources;
    this.surroundings = surroundings;
    this.projects = projects;
  }

  /**
   * All variables, by name. They hold secrets: they go to the program and nowhere else.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming a secret or connector that has no value
   */
  Map<String, String> of(Job job, Path jobDirectory) {
    JobParameters parameters = job.parameters();
    Map<String, String> variables = new LinkedHashMap<>(secrets(job, jobDirectory));
    String connector = parameters.sparkConnectorId();
    if (connector != null) {
      variables.putAll(connectorVariables(job.projectId(), connector));
    }
    variables.putAll(parameters.environment().vars());
    if (parameters.attachProjectDisk()) {
      variables.put(CommandTemplate.PROJECT_HOME, projects.home(job.projectId()).toString());
    }
    return surroundings.variables(job, new Places(jobDirectory).work(), variables);
  }

  /** A job need not want secrets, so a file of resources that is not right does not stop it. */
  private Map<String, String> secrets(Job job, Path jobDirectory) {
    Optional<String> trouble = resources.trouble();
    if (trouble.isPresent()) {
      SystemLog.append(jobDirectory, "the job gets no secrets: " + trouble.get());
      return Map.of();
    }
    return resources.jobSecrets(job.projectId());
  }

  private Map<String, String> connectorVariables(String projectId, String id) {
    return resources
        .sparkConnector(projectId, id)
        .orElseThrow(
            () ->
                new ExecutorException(
                    ErrorCode.FAILED_PRECONDITION, "Spark connector '" + id + "' is not known"))
        .environment();
  }
}
