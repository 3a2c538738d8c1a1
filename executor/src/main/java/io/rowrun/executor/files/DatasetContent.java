package io.rowrun.executor.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a program wrote for a dataset: files, directories, and links among them. */
final class DatasetContent {
  private static final Set<PosixFilePermission> WRITE =
      EnumSet.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private final Path root;
  private final long mostBytes;
  private long bytes;

  /**
   * @param mostBytes the sum of the sizes of all files may not be more
   */
  DatasetContent(Path root, long mostBytes) {
    this.root = root;
    this.mostBytes = mostBytes;
  }

  /**
   * Brings all of it to the disk and takes the right to write it from its files and from all
   * directories but the root, which is still to be moved.
   *
   * @throws UnfitOutputException naming what cannot be kept
   */
  void seal() throws IOException {
    measure();
    Files.walkFileTree(root, new Sealing());
  }

  /** Takes the right to write a file or a directory. */
  static void protect(Path path) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (permissions.removeAll(WRITE)) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  /** Before anything is changed. */
  private void measure() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            check(file, attributes);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            throw unreadable(file, e);
          }
        });
  }

  private void check(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      if (!staysWithin(file)) {
        throw new UnfitOutputException(
            "it holds " + root.relativize(file) + ", a link that leads out of it or nowhere");
      }
    } else if (!attributes.isRegularFile()) {
      throw new UnfitOutputException(
          "it holds " + root.relativize(file) + ", which is neither a file nor a directory");
    } else {
      bytes += attributes.size();
      if (bytes > mostBytes) {
        throw new UnfitOutputException(
            "its files have more than the " + mostBytes + " bytes of its size_gb");
      }
    }
  }

  /** An absolute link would lead to where the dataset was made. */
  private boolean staysWithin(Path link) throws IOException {
    try {
      return !Files.readSymbolicLink(link).isAbsolute()
          && link.toRealPath().startsWith(root.toRealPath());
    } catch (FileSystemException e) {
      return false;
    }
  }

  private IOException unreadable(Path file, IOException e) {
    return e instanceof AccessDeniedException
        ? new UnfitOutputException("it holds " + root.relativize(file) + ", which cannot be read")
        : e;
  }

  private final class Sealing extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) {
        force(file);
        protect(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      throw unreadable(file, e);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      ProjectFiles.force(directory);
      if (!directory.equals(root)) {
        protect(directory);
      }
      return FileVisitResult.CONTINUE;
    }

    private void force(Path file) throws IOException {
      try (FileChannel opened =
          FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
        opened.force(true);
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }
}
