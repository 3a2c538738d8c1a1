package io.rowrun.calcite.provider;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a connection gives to each of its statements. Plans never hold it.
 *
 * @param project the project of rows that name none
 * @param schema the default schema; dots part its levels
 * @param awaitTimeout how long {@link AwaitMode#ENDED} waits
 * @param filesRoot where relative paths of input files are looked up
 * @param maxApiCalls calls that one statement may make; 0 means any number
 * @param allowUnbounded whether UPDATE and DELETE may go without a WHERE
 * @param parallelCalls calls that one statement may have under way at a time
 * @param pageSize rows asked for in one List call
 */
public record SqlSession(
    String project,
    String schema,
    AwaitMode await,
    Duration awaitTimeout,
    Path filesRoot,
    int maxApiCalls,
    boolean allowUnbounded,
    int parallelCalls,
    int pageSize) {

  public SqlSession {
    if (parallelCalls < 1) {
      throw new IllegalArgumentException("parallelCalls is " + parallelCalls);
    }
    if (pageSize < 1) {
      throw new IllegalArgumentException("pageSize is " + pageSize);
    }
  }

  /** A session with the defaults of the connection properties. */
  public static SqlSession of(String project) {
    return new SqlSession(
        project,
        "datasphere",
        AwaitMode.NONE,
        Duration.ofHours(24),
        Path.of("").toAbsolutePath(),
        0,
        false,
        8,
        100);
  }
}
