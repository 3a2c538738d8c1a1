package io.rowrun.executor.files;

import static java.util.Objects.requireNonNull;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.PythonEnvironment;
import io.rowrun.executor.job.WorkingStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays out the directory of a job before it starts. Thread-safe. */
public final class Staging {
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final ProjectFiles files;
  private final ProjectDirectories projects;
  private final Mounts mounts;

  public Staging(ProjectFiles files, ProjectDirectories projects, Mounts mounts) {
    this.files = files;
    this.projects = projects;
    this.mounts = mounts;
  }

  /**
   * Makes {@code work/} and puts the input files in place: copies, which the program may change,
   * and executable, as the wire does not tell which are. Archives of directories are unpacked where
   * the directory is declared, those of local modules into {@code work/}. Links what is mounted,
   * makes the project disk and the directories of datasets to come. What an earlier, broken off
   * call left is replaced.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming an input file whose bytes the project does
   *     not keep, an archive and its entry that is not to be unpacked, or what cannot be mounted
   */
  public void lay(String projectId, JobParameters parameters, Path jobDirectory)
      throws IOException {
    Places places = new Places(jobDirectory);
    Files.createDirectories(places.work());
    mounts.link(projectId, parameters, jobDirectory);
    if (parameters.attachProjectDisk()) {
      Files.createDirectories(projects.home(projectId));
    }
    layInputs(projectId, parameters, places);
    layModules(projectId, parameters, places);
    List<FileDesc> outputs = parameters.outputFiles();
    for (int i = 0; i < outputs.size(); i++) {
      Path place = places.output(i, outputs.get(i).path());
      if (!place.startsWith(places.work())) {
        Files.createDirectories(place.getParent());
      }
    }
    for (int i = 0; i < parameters.outputDatasets().size(); i++) {
      Files.createDirectories(places.outputDataset(i));
    }
  }

  private void layInputs(String projectId, JobParameters parameters, Places places)
      throws IOException {
    List<InputFile> inputs = parameters.inputFiles();
    for (int i = 0; i < inputs.size(); i++) {
      InputFile file = inputs.get(i);
      Path place = places.input(i, file.path());
      if (file.compression() == Compression.ZIP) {
        Files.createDirectories(place);
        String name = place.getFileName().toString();
        Path above = requireNonNull(place.getParent(), "it is below the job's directory");
        unpack(projectId, "input file", file, above, name, parameters);
      } else {
        put(projectId, file, place);
      }
    }
  }

  /** Their archives begin where their packages do, so the working directory has them all. */
  private void layModules(String projectId, JobParameters parameters, Places places)
      throws IOException {
    PythonEnvironment python = parameters.environment().python();
    if (python != null) {
      for (InputFile module : python.localModules()) {
        unpack(projectId, "local module", module, places.work(), null, parameters);
      }
    }
  }

  private void unpack(
      String projectId,
      String what,
      InputFile file,
      Path target,
      @Nullable String top,
      JobParameters parameters)
      throws IOException {
    WorkingStorage storage = parameters.workingStorage();
    try {
      new ZipInput(kept(projectId, what, file), target, top)
          .unpack(storage == null ? null : StorageQuota.bytes(storage));
    } catch (UnfitArchiveException e) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          what + " '" + file.path() + "' cannot be unpacked: " + e.getMessage(),
          e);
    } catch (NoSuchFileException e) {
      kept(projectId, what, file); // says so if that is what is missing
      throw e;
    }
  }

  private void put(String projectId, InputFile file, Path place) throws IOException {
    Path kept = kept(projectId, "input file", file);
    Files.createDirectories(place.getParent());
    try {
      Files.copy(kept, place, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw missing("input file", file);
    }
    Files.setPosixFilePermissions(place, EXECUTABLE);
  }

  private Path kept(String projectId, String what, InputFile file) {
    if (!files.has(projectId, file.sha256())) {
      throw missing(what, file);
    }
    return files.place(projectId, file.sha256());
  }

  private static ExecutorException missing(String what, InputFile file) {
    return new ExecutorException(
        ErrorCode.FAILED_PRECONDITION, what + " '" + file.path() + "' has not been uploaded");
  }
}
