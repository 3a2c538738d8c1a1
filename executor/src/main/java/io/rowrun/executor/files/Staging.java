package io.rowrun.executor.files;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Lays out the directory of a job before it starts. Thread-safe. */
public final class Staging {
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final ProjectFiles files;

  public Staging(ProjectFiles files) {
    this.files = files;
  }

  /**
   * Makes {@code work/} and puts the input files in place: copies, which the program may change,
   * and executable, as the wire does not tell which are. What an earlier, broken off call left is
   * replaced.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming an input file whose bytes the project does
   *     not keep; UNIMPLEMENTED for archives
   */
  public void lay(String projectId, JobParameters parameters, Path jobDirectory)
      throws IOException {
    Places places = new Places(jobDirectory);
    Files.createDirectories(places.work());
    List<InputFile> inputs = parameters.inputFiles();
    for (int i = 0; i < inputs.size(); i++) {
      put(projectId, inputs.get(i), places.input(i, inputs.get(i).path()));
    }
    List<FileDesc> outputs = parameters.outputFiles();
    for (int i = 0; i < outputs.size(); i++) {
      Path place = places.output(i, outputs.get(i).path());
      if (!place.startsWith(places.work())) {
        Files.createDirectories(place.getParent());
      }
    }
  }

  private void put(String projectId, InputFile file, Path place) throws IOException {
    if (file.compression() == Compression.ZIP) {
      throw new ExecutorException(
          ErrorCode.UNIMPLEMENTED,
          "input file '" + file.path() + "' is a ZIP archive: they are not unpacked yet");
    }
    if (!files.has(projectId, file.sha256())) {
      throw missing(file);
    }
    Files.createDirectories(place.getParent());
    try {
      Files.copy(files.place(projectId, file.sha256()), place, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw missing(file);
    }
    Files.setPosixFilePermissions(place, EXECUTABLE);
  }

  private static ExecutorException missing(InputFile file) {
    return new ExecutorException(
        ErrorCode.FAILED_PRECONDITION, "input file '" + file.path() + "' has not been uploaded");
  }
}
