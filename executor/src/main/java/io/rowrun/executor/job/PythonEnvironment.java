package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The Python that a job wants.
 *
 * @param condaYaml text of a conda environment; empty: none
 * @param localModules zipped modules, unpacked into the working directory
 * @param pythonVersion like {@code 3.10}; empty: any
 * @param requirements lines as in requirements.txt
 * @param pipOptions null: not given
 */
public record PythonEnvironment(
    String condaYaml,
    List<InputFile> localModules,
    String pythonVersion,
    List<String> requirements,
    @Nullable PipOptions pipOptions) {
  public PythonEnvironment {
    requireNonNull(condaYaml);
    localModules = List.copyOf(localModules);
    requireNonNull(pythonVersion);
    requirements = List.copyOf(requirements);
  }

  /** The same with the texts that tell what to install put through {@code change}. */
  PythonEnvironment withTexts(UnaryOperator<String> change) {
    return new PythonEnvironment(
        change.apply(condaYaml),
        localModules,
        pythonVersion,
        requirements.stream().map(change).toList(),
        pipOptions == null ? null : pipOptions.withUrls(change));
  }
}
