package io.rowrun.executor.service;

import io.rowrun.executor.environment.Environments;
import io.rowrun.executor.files.CommandTemplate;
import io.rowrun.executor.files.PathRules;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.files.StorageRules;
import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.InstanceTypes;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.launcher.JobImages;
import io.rowrun.executor.resource.ResourceRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the parameters of a new job must be like. Every message names the field and the value; what
 * would not be honoured is refused, never passed over. Immutable.
 */
final class ParameterRules {
  /** The kernel takes no longer single argument. */
  private static final int MAX_ARGUMENT_BYTES = 128 * 1024;

  private static final int MAX_VARS_BYTES = 1024 * 1024;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Names by which the executor finds what belongs to an execution. */
  private static final String RESERVED_VARS = "ROWRUN_";

  private final InstanceTypes instanceTypes;
  private final ProjectDirectories projects;
  private final Environments environments;
  private final ResourceRules resources;
  private final JobImages images;

  ParameterRules(
      InstanceTypes instanceTypes,
      ProjectDirectories projects,
      Environments environments,
      ResourceRules resources,
      JobImages images) {
    this.instanceTypes = instanceTypes;
    this.projects = projects;
    this.environments = environments;
    this.resources = resources;
    this.images = images;
  }

  /**
   * Checks all rules.
   *
   * @param jobDirectory where the job will run
   * @throws ExecutorException INVALID_ARGUMENT or UNIMPLEMENTED, or FAILED_PRECONDITION if no
   *     wanted instance type fits the host
   */
  void check(String projectId, JobParameters parameters, Path jobDirectory) {
    checkCommand(parameters.cmd());
    SizeRules.check(parameters);
    parameters.uploads().forEach(ParameterRules::checkContent);
    checkVars(parameters.environment());
    environments.check(parameters);
    checkInstanceTypes(parameters);
    PathRules.check(parameters);
    StorageRules.check(parameters);
    resources.check(projectId, parameters);
    images.check(projectId, parameters.environment());
    CommandTemplate.check(parameters);
    checkExpandedCommand(
        CommandTemplate.expand(parameters, jobDirectory, projects.home(projectId)));
  }

  private static void checkCommand(String cmd) {
    if (cmd.isBlank()) {
      throw invalid("cmd is required: there is nothing to run");
    }
    if (cmd.indexOf('\0') >= 0) {
      throw invalid("cmd contains a NUL character, at position " + (cmd.indexOf('\0') + 1));
    }
  }

  private static void checkExpandedCommand(String cmd) {
    int bytes = cmd.getBytes(StandardCharsets.UTF_8).length;
    if (bytes >= MAX_ARGUMENT_BYTES) {
      throw invalid(
          "cmd must be shorter than "
              + MAX_ARGUMENT_BYTES
              + " bytes with its variables replaced: it has "
              + bytes);
    }
  }

  private static void checkContent(InputFile file) {
    if (!SHA256.matcher(file.sha256()).matches()) {
      throw invalid(
          "sha256 of input file '"
              + file.path()
              + "' must be 64 hexadecimal digits: '"
              + file.sha256()
              + "'");
    }
    if (file.sizeBytes() < 0) {
      throw invalid(
          "size_bytes of input file '" + file.path() + "' must be 0 or more: " + file.sizeBytes());
    }
  }

  private static void checkVars(Environment environment) {
    long total = 0;
    for (var entry : environment.vars().entrySet()) {
      String name = entry.getKey();
      String why = whyNoName(name);
      if (why != null) {
        throw invalid("env.vars: '" + name + "' " + why);
      }
      if (entry.getValue().indexOf('\0') >= 0) {
        throw invalid("env.vars: the value of '" + name + "' contains a NUL character");
      }
      int bytes = (name + "=" + entry.getValue()).getBytes(StandardCharsets.UTF_8).length;
      if (bytes >= MAX_ARGUMENT_BYTES) {
        throw invalid(
            "env.vars: '"
                + name
                + "' and its value must be shorter than "
                + MAX_ARGUMENT_BYTES
                + " bytes: "
                + bytes);
      }
      total += bytes;
    }
    if (total > MAX_VARS_BYTES) {
      throw invalid("env.vars must have " + MAX_VARS_BYTES + " bytes together at most: " + total);
    }
  }

  private static @Nullable String whyNoName(String name) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      return "is no name of an environment variable";
    }
    return name.startsWith(RESERVED_VARS) ? "is reserved: it begins with " + RESERVED_VARS : null;
  }

  private void checkInstanceTypes(JobParameters parameters) {
    if (parameters.instanceTypes().isEmpty()) {
      throw invalid("cloud_instance_types is required: name at least one, such as c1.4");
    }
    instanceTypes.choose(parameters.instanceTypes());
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
