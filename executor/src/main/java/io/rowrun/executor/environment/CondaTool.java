package io.rowrun.executor.environment;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program of this host that makes environments of conda; looked for each time. */
final class CondaTool {
  /** The fastest first. */
  private static final List<String> NAMES = List.of("micromamba", "mamba", "conda");

  private final List<Path> directories;

  /**
   * @param directories where to look
   */
  CondaTool(List<Path> directories) {
    this.directories = directories;
  }

  /**
   * Its path.
   *
   * @throws ExecutorException FAILED_PRECONDITION if there is none
   */
  Path find() {
    return NAMES.stream()
        .flatMap(name -> directories.stream().map(directory -> directory.resolve(name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ExecutorException(
                    ErrorCode.FAILED_PRECONDITION,
                    "env.python_env.conda_yaml: none of "
                        + String.join(", ", NAMES)
                        + " is on the PATH of this server"));
  }
}
