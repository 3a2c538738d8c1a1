package io.rowrun.executor.files;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A directory as a ZIP archive whose entries begin with its name, as the vendor's client packs and
 * unpacks them. The same content gives the same bytes: entries are sorted and have no times.
 */
final class DirectoryArchive {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Path directory;
  private final String name;
  private final Predicate<Path> mayBeRead;

  /**
   * @param name of the directory within the archive
   * @param mayBeRead whether a file, by its real path, belongs to the job
   */
  DirectoryArchive(Path directory, String name, Predicate<Path> mayBeRead) {
    this.directory = directory;
    this.name = name;
    this.mayBeRead = mayBeRead;
  }

  /** Writes all of it, or fails with {@link UnfitOutputException} naming what cannot be packed. */
  void writeTo(OutputStream bytes) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(bytes);
    for (Path path : paths()) {
      write(path, zip);
    }
    zip.finish();
  }

  private List<Path> paths() throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(Path path, ZipOutputStream zip) throws IOException {
    String within = directory.relativize(path).toString();
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      zip.putNextEntry(entry((within.isEmpty() ? name : name + "/" + within) + "/"));
    } else {
      Path real = path.toRealPath();
      if (!Files.isRegularFile(real) || !mayBeRead.test(real)) {
        throw new UnfitOutputException(
            "it holds " + within + ", which is no file or leads out of the working directory");
      }
      zip.putNextEntry(entry(name + "/" + within));
      Files.copy(real, zip);
    }
    zip.closeEntry();
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    return entry;
  }
}
