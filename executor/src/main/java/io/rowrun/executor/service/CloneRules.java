package io.rowrun.executor.service;

import io.rowrun.executor.job.Argument;
import io.rowrun.executor.job.DockerImage;
import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the parameters of a clone come of those of its source: what the overrides leave unset or
 * empty is taken over. Files are told apart by their variables (those without one, by their paths),
 * arguments and environment variables by their names.
 */
final class CloneRules {
  private static final String FIELD = "job_parameters_overrides.";

  private CloneRules() {}

  /**
   * The parameters of the clone, not yet checked as a new job's are.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming an argument or a file that the source has not
   */
  static JobParameters merge(JobParameters source, JobParameters overrides) {
    return JobParameters.builder(overrides.cmd().isEmpty() ? source.cmd() : overrides.cmd())
        .inputFiles(inputs(source, overrides))
        .outputFiles(outputs(source, overrides))
        .arguments(arguments(source, overrides))
        .environment(environment(source.environment(), overrides.environment()))
        .instanceTypes(orElse(overrides.instanceTypes(), source.instanceTypes()))
        .gracefulShutdown(orElse(overrides.gracefulShutdown(), source.gracefulShutdown()))
        .workingStorage(orElse(overrides.workingStorage(), source.workingStorage()))
        .attachProjectDisk(overrides.attachProjectDisk() || source.attachProjectDisk())
        .s3MountIds(orElse(overrides.s3MountIds(), source.s3MountIds()))
        .datasetIds(orElse(overrides.datasetIds(), source.datasetIds()))
        .outputDatasets(orElse(overrides.outputDatasets(), source.outputDatasets()))
        .sparkConnectorId(orElse(overrides.sparkConnectorId(), source.sparkConnectorId()))
        .build();
  }

  /**
   * Checks that no output file of a clone is to hold another one.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming both
   */
  static void checkOutputs(JobParameters parameters) {
    for (FileDesc inner : parameters.outputFiles()) {
      Path path = Path.of(inner.path()).normalize();
      for (FileDesc outer : parameters.outputFiles()) {
        Path other = Path.of(outer.path()).normalize();
        if (!path.equals(other) && path.startsWith(other)) {
          throw invalid(
              "output_files: '"
                  + inner.path()
                  + "' cannot be below '"
                  + outer.path()
                  + "': output paths must not contain each other");
        }
      }
    }
  }

  private static List<InputFile> inputs(JobParameters source, JobParameters overrides) {
    return replaced(
        source.inputFiles(),
        overrides.inputFiles(),
        (file, other) -> isSame(file.path(), file.var(), other.path(), other.var()),
        file -> "input_files: the source job has no input file " + name(file.path(), file.var()));
  }

  private static List<FileDesc> outputs(JobParameters source, JobParameters overrides) {
    return replaced(
        source.outputFiles(),
        overrides.outputFiles(),
        (file, other) -> isSame(file.path(), file.var(), other.path(), other.var()),
        file -> "output_files: the source job has no output file " + name(file.path(), file.var()));
  }

  private static List<Argument> arguments(JobParameters source, JobParameters overrides) {
    return replaced(
        source.arguments(),
        overrides.arguments(),
        (argument, other) -> argument.name().equals(other.name()),
        argument -> "arguments: the source job has no argument '" + argument.name() + "'");
  }

  /** The elements, each replaced by its override; an override of nothing is a mistake. */
  private static <T> List<T> replaced(
      List<T> source, List<T> overrides, BiPredicate<T, T> isSame, Function<T, String> mistake) {
    List<T> merged = new ArrayList<>(source);
    for (T override : overrides) {
      boolean found = false;
      for (int i = 0; i < merged.size(); i++) {
        if (isSame.test(source.get(i), override)) {
          merged.set(i, override);
          found = true;
        }
      }
      if (!found) {
        throw invalid(FIELD + mistake.apply(override));
      }
    }
    return merged;
  }

  private static Environment environment(Environment source, Environment overrides) {
    Map<String, String> vars = new LinkedHashMap<>(source.vars());
    vars.putAll(overrides.vars());
    boolean otherImage = overrides.dockerImageId() != null || overrides.dockerImage() != null;
    @Nullable String imageId = otherImage ? overrides.dockerImageId() : source.dockerImageId();
    @Nullable DockerImage image = otherImage ? overrides.dockerImage() : source.dockerImage();
    return new Environment(vars, imageId, image, orElse(overrides.python(), source.python()));
  }

  private static boolean isSame(
      String path, @Nullable String var, String otherPath, @Nullable String otherVar) {
    return otherVar == null ? var == null && path.equals(otherPath) : otherVar.equals(var);
  }

  private static String name(String path, @Nullable String var) {
    return var == null ? "'" + path + "' without a variable" : "of variable '" + var + "'";
  }

  private static <T> List<T> orElse(List<T> override, List<T> inherited) {
    return override.isEmpty() ? inherited : override;
  }

  private static <T> @Nullable T orElse(@Nullable T override, @Nullable T inherited) {
    return override == null ? inherited : override;
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
