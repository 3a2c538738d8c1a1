package io.rowrun.server.submit;

import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.v1.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a job go on this machine: by their own path into the working directory, or by
 * their name into a directory that the user gave. Nothing is written anywhere else. One thread at a
 * time.
 */
final class OutputFiles {
  private static final long MAX_TOTAL_BYTES = 1L << 30;

  private final FileFetcher fetcher;
  private final Console console;
  private final Path directory;
  private final boolean byName;

  private OutputFiles(Api api, Console console, Path directory, boolean byName) {
    this.fetcher = new FileFetcher(api, console);
    this.console = console;
    this.byName = byName;
    this.directory = directory.toAbsolutePath().normalize();
  }

  /**
   * @param root the working directory
   * @param wanted where they go instead, by their names; null: nowhere else
   */
  static OutputFiles of(Api api, Console console, Path root, @Nullable Path wanted) {
    return wanted == null
        ? new OutputFiles(api, console, root, false)
        : new OutputFiles(api, console, root.resolve(wanted), true);
  }

  /**
   * One file to fetch.
   *
   * @param url empty if the bytes come over the channel
   */
  record Remote(File file, FileKind kind, String url) {
    String path() {
      return file.getDesc().getPath();
    }
  }

  static List<Remote> outputs(List<StorageFile> files) {
    return files.stream()
        .map(file -> new Remote(file.getFile(), FileKind.OUTPUT, file.getUrl()))
        .toList();
  }

  /**
   * Fetches files, the smallest first, up to 1 GiB in all. What fails is said and passed over.
   *
   * @return whether nothing failed
   */
  boolean fetch(String jobId, List<Remote> files) {
    Map<String, Long> names =
        files.stream().collect(Collectors.groupingBy(OutputFiles::name, Collectors.counting()));
    List<Remote> smallestFirst =
        files.stream()
            .sorted(Comparator.comparingLong(file -> file.file().getSizeBytes()))
            .toList();
    boolean whole = true;
    long total = 0;
    for (Remote file : smallestFirst) {
      total += file.file().getSizeBytes();
      if (total > MAX_TOTAL_BYTES) {
        console.say(
            file.path()
                + " is not fetched: it has "
                + Sizes.text(file.file().getSizeBytes())
                + ", and no more than 1 GiB is fetched at a time; let the job write it to a mount");
      } else {
        whole &= fetch(jobId, file, names.getOrDefault(name(file), 0L) > 1);
      }
    }
    return whole;
  }

  private boolean fetch(String jobId, Remote file, boolean nameIsShared) {
    try {
      Path target = target(file, nameIsShared);
      console.say("wrote " + shown(target) + ", " + fetch(jobId, file, target));
      return true;
    } catch (IOException | SubmitException e) {
      console.say("cannot fetch " + file.path() + ": " + e.getMessage());
      return false;
    }
  }

  /** Returns how much it is. */
  private String fetch(String jobId, Remote file, Path target) throws IOException {
    Path parent = parent(target);
    Files.createDirectories(parent);
    Path part = Files.createTempFile(parent, ".rowrun-", ".part");
    try {
      fetcher.fetch(jobId, file, part);
      if (isArchive(file)) {
        int count = Unpacking.unpack(part, target);
        return count == 1 ? "1 file" : count + " files";
      } else {
        Permissions.asUsual(part);
        Files.move(
            part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return Sizes.text(file.file().getSizeBytes());
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Where the file goes; always below the directory. */
  private Path target(Remote file, boolean nameIsShared) throws IOException {
    Path own = parse(file.path());
    Path byPath = directory.resolve(own).normalize();
    boolean leadsOut = !byPath.startsWith(directory) || byPath.equals(directory);
    Path name = own.normalize().getFileName();
    if (leadsOut || (byName && !nameIsShared)) {
      if (name == null || name.toString().isEmpty() || name.toString().equals("..")) {
        throw new IOException("its path names no file");
      }
      return directory.resolve(name);
    }
    return byPath;
  }

  private static Path parse(String path) throws IOException {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new IOException("its path cannot be used here: " + e.getReason(), e);
    }
  }

  private static String name(Remote file) {
    String path = file.path().replaceAll("/+$", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Path parent(Path target) {
    Path parent = target.getParent();
    return parent == null ? target : parent;
  }

  private String shown(Path target) {
    Path here = Path.of("").toAbsolutePath();
    return (target.startsWith(here) ? here.relativize(target) : target).toString();
  }

  private static boolean isArchive(Remote file) {
    return file.file().getCompressionType() == FileCompressionType.ZIP;
  }
}
