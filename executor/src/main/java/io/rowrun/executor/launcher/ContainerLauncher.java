package io.rowrun.executor.launcher;

import java.nio.file.Path;

/**
 * Runs tasks that name an image in a container of that image, and all others as {@link
 * LocalLauncher} does, which it stands on: the same supervisor watches the client of the container
 * engine in place of the program, so that the job directory tells the same. The image must be there
 * already. Thread-safe.
 */
public final class ContainerLauncher implements Launcher {
  private final LocalLauncher local;
  private final ContainerEngines engines;

  public ContainerLauncher(LocalLauncher local, ContainerEngines engines) {
    this.local = local;
    this.engines = engines;
  }

  @Override
  public String engine(LaunchSpec spec) {
    return spec.image() == null
        ? local.engine(spec)
        : engines.name().orElse(ContainerEngine.PODMAN); // then it will not start
  }

  @Override
  public void start(LaunchSpec spec) {
    ContainerImage image = spec.image();
    if (image == null) {
      local.start(spec);
    } else {
      local.start(
          spec,
          files -> {
            ContainerEngine engine = engines.engine("image " + image.url());
            return new ContainerTask(spec, engine, local.containerInit()).write(files);
          });
    }
  }

  @Override
  public TaskState poll(Path directory) {
    return local.poll(directory);
  }

  @Override
  public void stop(Path directory, StopRequest request) {
    local.stop(directory, request);
  }

  @Override
  public void killLeftovers(Path directory, String executionId) {
    local.killLeftovers(directory, executionId);
  }
}
