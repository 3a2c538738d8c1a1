package io.rowrun.executor.files;

import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.OutputDataset;
import io.rowrun.executor.job.OutputDatasetDesc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes datasets of the directories that a job filled: checked, brought to disk and moved to where
 * the project keeps its datasets, by one rename each. The id of a dataset follows from its job, so
 * that this may be done again after a crash at any line. Thread-safe.
 */
public final class OutputDatasets {
  private final ProjectDirectories projects;

  public OutputDatasets(ProjectDirectories projects) {
    this.projects = projects;
  }

  /** The datasets that stand in their place, and why others do not. */
  public record Made(List<OutputDataset> datasets, List<FileError> errors) {
    /** None asked for, or none made. */
    public static final Made NONE = new Made(List.of(), List.of());

    public Made {
      datasets = List.copyOf(datasets);
      errors = List.copyOf(errors);
    }
  }

  /**
   * Moves every dataset of the job that is as declared into the project.
   *
   * @throws IOException if the disk fails; it is to be called again
   */
  public Made make(Job job, Path jobDirectory) throws IOException {
    Places places = new Places(jobDirectory);
    List<OutputDataset> datasets = new ArrayList<>();
    List<FileError> errors = new ArrayList<>();
    for (int i = 0; i < job.parameters().outputDatasets().size(); i++) {
      OutputDatasetDesc desc = job.parameters().outputDatasets().get(i);
      String id = Ids.dataset(job.id(), i);
      try {
        make(desc, places.outputDataset(i), job.projectId(), id);
        datasets.add(new OutputDataset(desc, id));
      } catch (UnfitOutputException e) {
        errors.add(
            new FileError(
                desc.name(),
                desc.var(),
                "output dataset '" + desc.name() + "' was not created: " + e.getMessage(),
                FileError.Type.UPLOAD_FAILED));
      }
    }
    return new Made(datasets, errors);
  }

  /**
   * Removes what was moved for a job whose end, as it was written, has no such datasets: somebody
   * cancelled it at the last moment. To be called before the job's own directory is cleared.
   *
   * @param isKept whether the project has the dataset of that id
   */
  public void discard(Job job, Predicate<String> isKept) throws IOException {
    for (int i = 0; i < job.parameters().outputDatasets().size(); i++) {
      String id = Ids.dataset(job.id(), i);
      Path moved = projects.dataset(job.projectId(), id);
      if (Files.exists(moved, LinkOption.NOFOLLOW_LINKS) && !isKept.test(id)) {
        FileTree.delete(moved);
      }
    }
  }

  private void make(OutputDatasetDesc desc, Path filled, String projectId, String id)
      throws IOException {
    Path target = projects.dataset(projectId, id);
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isDirectory(filled, LinkOption.NOFOLLOW_LINKS)) {
        throw new UnfitOutputException("the program removed its directory");
      }
      new DatasetContent(filled, StorageQuota.gibibytes(desc.sizeGb())).seal();
      Files.createDirectories(target.getParent());
      Files.move(filled, target, StandardCopyOption.ATOMIC_MOVE);
    }
    // all of it again after a crash: the rename may not have been on disk
    DatasetContent.protect(target);
    projects.forceDatasets(projectId);
  }
}
