package io.rowrun.executor.launcher;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The container engine of this host: podman or, without it, docker. It is looked for when it is
 * first needed, by running a container where that needs no image; a host that lacks one is looked
 * at again after a while. Thread-safe.
 */
public final class ContainerEngines {
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(20);

  private final Path dataDirectory;
  private final List<String> names;

  @GuardedBy("this")
  private @Nullable ContainerEngine found;

  @GuardedBy("this")
  private String whyNone = "";

  @GuardedBy("this")
  private long lookedAtNanos;

  ContainerEngines(Path dataDirectory, List<String> names) {
    this.dataDirectory = dataDirectory;
    this.names = List.copyOf(names);
  }

  /** This engine, whatever the host has. */
  static ContainerEngines just(ContainerEngine engine) {
    ContainerEngines engines = new ContainerEngines(Path.of("/"), List.of());
    synchronized (engines) {
      engines.found = engine;
    }
    return engines;
  }

  /** The engine of this host, with a scratch place in the data directory. */
  public static ContainerEngines of(Path dataDirectory) {
    return new ContainerEngines(
        dataDirectory.toAbsolutePath(), List.of(ContainerEngine.PODMAN, ContainerEngine.DOCKER));
  }

  /**
   * Checks that there is one.
   *
   * @param wish what needs it, as in {@code env.docker_image_spec}
   * @throws ExecutorException FAILED_PRECONDITION that says why there is none
   */
  public void require(String wish) {
    engine(wish);
  }

  /** The engine's name, as far as it is known to work. */
  Optional<String> name() {
    return look().map(ContainerEngine::name);
  }

  ContainerEngine engine(String wish) {
    return look()
        .orElseThrow(
            () ->
                new ExecutorException(
                    ErrorCode.FAILED_PRECONDITION,
                    wish + " needs a container engine on this host: " + whyNone()));
  }

  private synchronized String whyNone() {
    return whyNone;
  }

  private synchronized Optional<ContainerEngine> look() {
    boolean again =
        lookedAtNanos == 0 || System.nanoTime() - lookedAtNanos > LOOK_AGAIN_AFTER.toNanos();
    if (found == null && again) {
      List<EngineProbe.Answer> answers =
          names.stream().map(name -> EngineProbe.of(name, dataDirectory)).toList();
      found = answers.stream().flatMap(answer -> answer.engine().stream()).findFirst().orElse(null);
      whyNone = answers.stream().map(EngineProbe.Answer::whyNot).collect(Collectors.joining("; "));
      lookedAtNanos = System.nanoTime();
    }
    return Optional.ofNullable(found);
  }
}
