package io.rowrun.executor.launcher;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command to run for an execution.
 *
 * @param executionId the processes of the task carry it as {@code ROWRUN_EXECUTION}
 * @param epoch which lease of the execution asks for it; kept in the directory
 * @param directory the job directory, absolute; the task's files stand there
 * @param command what a shell runs, as its user wrote it, variables of the job expanded
 * @param environment variables of the job, added to those of this process; names are free but for
 *     {@code =} and NUL
 * @param timeout how long the command may run; null: for ever
 * @param timeoutGrace how long it may take to end after {@code timeoutSignal}; zero: it is killed
 *     at once
 * @param timeoutSignal the number of the signal that asks it to end
 * @param image what it runs in; null: the host itself
 * @param binds what it sees of the host beside its own {@code work/}, if it runs in an image
 * @param limits what it may take of the host, if it runs in an image; null: all
 */
public record LaunchSpec(
    String executionId,
    long epoch,
    Path directory,
    String command,
    Map<String, String> environment,
    @Nullable Duration timeout,
    Duration timeoutGrace,
    int timeoutSignal,
    @Nullable ContainerImage image,
    List<Bind> binds,
    @Nullable Limits limits) {
  /** A command that runs on the host itself. */
  public LaunchSpec(
      String executionId,
      long epoch,
      Path directory,
      String command,
      Map<String, String> environment,
      @Nullable Duration timeout,
      Duration timeoutGrace,
      int timeoutSignal) {
    this(
        executionId,
        epoch,
        directory,
        command,
        environment,
        timeout,
        timeoutGrace,
        timeoutSignal,
        null,
        List.of(),
        null);
  }

  public LaunchSpec {
    requireNonNull(executionId);
    requireNonNull(command);
    requireNonNull(timeoutGrace);
    if (!directory.isAbsolute()) {
      throw new IllegalArgumentException("job directory " + directory + " is not absolute");
    }
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    binds = List.copyOf(binds);
  }

  /** The same in an image, with what it sees and may take of the host. */
  public LaunchSpec in(ContainerImage image, List<Bind> binds, @Nullable Limits limits) {
    return new LaunchSpec(
        executionId,
        epoch,
        directory,
        command,
        environment,
        timeout,
        timeoutGrace,
        timeoutSignal,
        image,
        binds,
        limits);
  }
}
