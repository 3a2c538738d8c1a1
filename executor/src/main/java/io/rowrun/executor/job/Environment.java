package io.rowrun.executor.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the program of a job.
 *
 * @param vars environment variables in their order; a name need not be a shell identifier
 * @param dockerImageId an image known to the project; null: not given; not beside {@code
 *     dockerImage}
 * @param dockerImage null: not given
 * @param python null: not given
 */
public record Environment(
    Map<String, String> vars,
    @Nullable String dockerImageId,
    @Nullable DockerImage dockerImage,
    @Nullable PythonEnvironment python) {
  /** No variables, the host's own programs. */
  public static final Environment EMPTY = new Environment(Map.of(), null, null, null);

  public Environment {
    vars = Copies.copyOf(vars);
    dockerImageId = Copies.emptyToNull(dockerImageId);
    if (dockerImageId != null && dockerImage != null) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          "the environment names two docker images: "
              + dockerImageId
              + " and "
              + dockerImage.url());
    }
  }
}
