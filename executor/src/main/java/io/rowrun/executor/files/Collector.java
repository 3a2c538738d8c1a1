package io.rowrun.executor.files;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.StoredFile;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Keeps the declared output files of a job that has ended. They are copied, not moved: a collection
 * that a crash broke off can be repeated, and a file that the job linked from elsewhere cannot
 * change what is kept. A directory is kept as a ZIP archive. Thread-safe.
 */
public final class Collector {
  private final ProjectFiles files;

  public Collector(ProjectFiles files) {
    this.files = files;
  }

  /**
   * Copies what is there into the files of the project. May be called again.
   *
   * @param isUnwanted asked again and again, so that nobody waits for gigabytes that nobody wants
   * @return every declared output file, in declared order, either kept or with its error
   * @throws NotKeptException if the files of the project cannot be written now, or are unwanted
   */
  public Outputs collect(
      String projectId, JobParameters parameters, Path jobDirectory, BooleanSupplier isUnwanted)
      throws NotKeptException {
    Places places = new Places(jobDirectory);
    List<StoredFile> kept = new ArrayList<>();
    List<FileError> errors = new ArrayList<>();
    for (int i = 0; i < parameters.outputFiles().size(); i++) {
      FileDesc file = parameters.outputFiles().get(i);
      try {
        kept.add(keep(projectId, file, places.output(i, file.path()), jobDirectory, isUnwanted));
      } catch (NoSuchFileException e) {
        errors.add(error(file, "the program did not write it", FileError.Type.NOT_FOUND));
      } catch (UnfitOutputException e) {
        errors.add(error(file, String.valueOf(e.getMessage()), FileError.Type.UPLOAD_FAILED));
      } catch (NotKeptException e) {
        throw e;
      } catch (IOException e) {
        errors.add(error(file, "cannot be kept: " + reason(e), FileError.Type.UPLOAD_FAILED));
      }
    }
    return new Outputs(kept, errors);
  }

  /** Nothing kept, for one reason. */
  public static Outputs none(JobParameters parameters, String why) {
    return new Outputs(
        List.of(),
        parameters.outputFiles().stream()
            .map(file -> error(file, why, FileError.Type.UPLOAD_FAILED))
            .toList());
  }

  private StoredFile keep(
      String projectId, FileDesc file, Path place, Path jobDirectory, BooleanSupplier isUnwanted)
      throws IOException {
    Path real = place.toRealPath();
    Places places = new Places(jobDirectory.toRealPath());
    if (!isOfTheJob(real, places)) {
      throw new UnfitOutputException("it is a link that leads out of the working directory");
    }
    if (Files.isDirectory(real)) {
      DirectoryArchive archive =
          new DirectoryArchive(
              real, place.getFileName().toString(), path -> isOfTheJob(path, places));
      return stored(
          file, put(projectId, jobId(jobDirectory), file, archive, isUnwanted), Compression.ZIP);
    }
    if (!Files.isRegularFile(real)) {
      throw new UnfitOutputException("it is neither a file nor a directory");
    }
    try (InputStream bytes = wanted(Files.newInputStream(real), file, isUnwanted)) {
      return stored(
          file,
          files.put(projectId, jobId(jobDirectory), file.path(), bytes, null, null),
          Compression.NONE);
    }
  }

  private Content put(
      String projectId,
      String jobId,
      FileDesc file,
      DirectoryArchive archive,
      BooleanSupplier isUnwanted)
      throws IOException {
    try (Upload upload = files.begin(projectId, jobId, file.path())) {
      archive.writeTo(wanted(upload.asStream(), file, isUnwanted));
      return upload.commit(null, null);
    }
  }

  private static InputStream wanted(InputStream bytes, FileDesc file, BooleanSupplier isUnwanted) {
    return new FilterInputStream(bytes) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        requireWanted(file, isUnwanted);
        return super.read(buffer, offset, length);
      }
    };
  }

  private static OutputStream wanted(
      OutputStream bytes, FileDesc file, BooleanSupplier isUnwanted) {
    return new FilterOutputStream(bytes) {
      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        requireWanted(file, isUnwanted);
        out.write(buffer, offset, length);
      }
    };
  }

  private static void requireWanted(FileDesc file, BooleanSupplier isUnwanted)
      throws NotKeptException {
    if (isUnwanted.getAsBoolean()) {
      throw new NotKeptException(file.path(), new IOException("the job was cancelled"));
    }
  }

  /** The directory of a job is named after it. */
  private static String jobId(Path jobDirectory) {
    return jobDirectory.getFileName().toString();
  }

  private static StoredFile stored(FileDesc file, Content content, Compression compression) {
    return new StoredFile(
        file.path(), file.var(), content.sha256(), content.sizeBytes(), compression);
  }

  private static boolean isOfTheJob(Path real, Places places) {
    return real.startsWith(places.work())
        || real.startsWith(places.inputs())
        || real.startsWith(places.outputs());
  }

  private static FileError error(FileDesc file, String why, FileError.Type type) {
    return new FileError(
        file.path(), file.var(), "output file '" + file.path() + "': " + why, type);
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /** What was kept and what was not. */
  public record Outputs(List<StoredFile> files, List<FileError> errors) {
    public Outputs {
      files = List.copyOf(files);
      errors = List.copyOf(errors);
    }

    /** The same and what else was not kept. */
    public Outputs with(List<FileError> more) {
      return new Outputs(files, Stream.concat(errors.stream(), more.stream()).toList());
    }
  }
}
