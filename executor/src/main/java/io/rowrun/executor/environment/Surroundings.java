package io.rowrun.executor.environment;

import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What jobs find around them on this node. Thread-safe. */
public interface Surroundings {
  /** The host as it is. */
  Surroundings HOST = job -> List.of();

  /**
   * What is to be done before the program of the job can start, in this order; mostly nothing.
   * Costs no system call if it is nothing.
   *
   * @throws ExecutorException FAILED_PRECONDITION if this host lacks what is needed for it
   */
  List<SetUp> setUps(Job job);

  /**
   * The environment variables of the job's program, once all is set up.
   *
   * @param workDirectory where the program will start, absolute
   * @param given what it gets in any case, the job's own variables included
   * @return these, with what else it needs
   */
  default Map<String, String> variables(Job job, Path workDirectory, Map<String, String> given) {
    return given;
  }

  /** Removes what no job needs any more; called once a service, when it has started. */
  default void tidy() {}
}
