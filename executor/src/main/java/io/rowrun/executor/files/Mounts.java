package io.rowrun.executor.files;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.resource.Mount;
import io.rowrun.executor.resource.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The directories that a job sees by an id: S3 mounts and datasets. Each is a symbolic link in the
 * job's directory. Whether a program can write through it is a matter of the source: on the host
 * itself its mode decides, in a container it is bound as {@link Mounted#readOnly} says.
 * Thread-safe.
 */
public final class Mounts {
  private final Resources resources;
  private final ProjectDirectories projects;
  private final BiPredicate<String, String> isMadeDataset;

  /**
   * @param isMadeDataset whether a job of the project (the first) made the dataset (the second)
   */
  public Mounts(
      Resources resources, ProjectDirectories projects, BiPredicate<String, String> isMadeDataset) {
    this.resources = resources;
    this.projects = projects;
    this.isMadeDataset = isMadeDataset;
  }

  /**
   * A directory under an id.
   *
   * @param link by which the program knows it
   * @param source where it really is, absolute
   */
  public record Mounted(Path link, Path source, boolean readOnly) {}

  /**
   * What the job is to see.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming an id that means nothing any more, or
   *     whose directory is missing
   */
  public List<Mounted> of(String projectId, JobParameters parameters, Path jobDirectory) {
    Places places = new Places(jobDirectory);
    List<Mounted> all = new ArrayList<>();
    for (String id : parameters.s3MountIds()) {
      Mount mount =
          resources.mount(projectId, id).orElseThrow(() -> gone("S3 mount", id, "is not known"));
      all.add(mounted("S3 mount", id, places.s3(id), mount.path(), mount.readOnly()));
    }
    for (String id : parameters.datasetIds()) {
      all.add(mounted("dataset", id, places.dataset(id), dataset(projectId, id), true));
    }
    return all;
  }

  /** Makes the links; those of an earlier call are replaced. */
  void link(String projectId, JobParameters parameters, Path jobDirectory) throws IOException {
    for (Mounted mounted : of(projectId, parameters, jobDirectory)) {
      Files.createDirectories(mounted.link().getParent());
      Files.deleteIfExists(mounted.link());
      Files.createSymbolicLink(mounted.link(), mounted.source());
    }
  }

  private Path dataset(String projectId, String id) {
    if (isMadeDataset.test(projectId, id)) {
      return projects.dataset(projectId, id);
    }
    return resources
        .dataset(projectId, id)
        .map(Mount::path)
        .orElseThrow(() -> gone("dataset", id, "is not known"));
  }

  private static Mounted mounted(String what, String id, Path link, Path source, boolean readOnly) {
    if (!Files.isDirectory(source)) {
      throw gone(what, id, "cannot be mounted: its directory on the server is missing");
    }
    return new Mounted(link, source, readOnly);
  }

  private static ExecutorException gone(String what, String id, String why) {
    return new ExecutorException(ErrorCode.FAILED_PRECONDITION, what + " '" + id + "' " + why);
  }
}
