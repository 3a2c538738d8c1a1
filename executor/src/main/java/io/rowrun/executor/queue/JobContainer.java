package io.rowrun.executor.queue;

import io.rowrun.executor.files.Mounts;
import io.rowrun.executor.files.Places;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InstanceType;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.launcher.Bind;
import io.rowrun.executor.launcher.ContainerImage;
import io.rowrun.executor.launcher.JobImages;
import io.rowrun.executor.launcher.LaunchSpec;
import io.rowrun.executor.launcher.Limits;
import io.rowrun.executor.logs.SystemLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts the program of a job that asks for an image into a container: what it may know by path is
 * bound there at the same path, and it may take what its instance type has. Thread-safe.
 */
final class JobContainer {
  private final JobImages images;
  private final Mounts mounts;
  private final ProjectDirectories projects;

  JobContainer(JobImages images, Mounts mounts, ProjectDirectories projects) {
    this.images = images;
    this.mounts = mounts;
    this.projects = projects;
  }

  /**
   * The task as it is to run; the same if the job asks for no image.
   *
   * @throws ExecutorException if the image, or what is mounted, is not known any more
   */
  LaunchSpec around(LaunchSpec spec, Job job, InstanceType type) {
    Optional<ContainerImage> image = images.of(job.projectId(), job.parameters().environment());
    if (image.isEmpty()) {
      return spec;
    }
    if (!images.limitsTakeEffect()) {
      SystemLog.appendOnce(
          spec.directory(),
          "the container engine of this host cannot limit processors and memory: the job may take"
              + " more than "
              + type.name()
              + " has");
    }
    return spec.in(
        image.get().withoutLogin(),
        binds(job, spec.directory()),
        new Limits(type.vcpus(), type.memoryBytes()));
  }

  private List<Bind> binds(Job job, Path directory) {
    Places places = new Places(directory);
    List<Bind> binds = new ArrayList<>();
    Stream.of(places.inputs(), places.outputs(), places.outputDatasets())
        .filter(Files::isDirectory)
        .forEach(path -> binds.add(new Bind(path, Bind.Access.READ_WRITE)));
    for (Mounts.Mounted mounted : mounts.of(job.projectId(), job.parameters(), directory)) {
      binds.add(
          new Bind(
              mounted.link(), mounted.readOnly() ? Bind.Access.READ_ONLY : Bind.Access.READ_WRITE));
    }
    if (job.parameters().attachProjectDisk()) {
      binds.add(new Bind(projects.home(job.projectId()), Bind.Access.READ_WRITE));
    }
    return binds;
  }
}
