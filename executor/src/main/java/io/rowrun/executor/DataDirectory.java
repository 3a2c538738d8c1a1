package io.rowrun.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A data directory that this process owns: no other process may open it while this is open. The
 * operating system lets go of it when the process ends, however it ends. Thread-safe.
 */
public final class DataDirectory implements AutoCloseable {
  /**
   * Marks a directory as owned within this JVM, for all class loaders. Needed because closing any
   * descriptor of a file lets go of all the locks that the process has on it, so a second try
   * within the JVM must not even open the lock file.
   */
  private static final String OWNED_HERE = "io.rowrun.owned:";

  private static final FileAttribute<?>[] OWNER_ONLY =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];

  private final Path root;
  private final String mark;
  private final FileChannel lockFile;

  @SuppressWarnings({"unused", "FieldCanBeLocal"}) // held, not read
  private final FileLock lock;

  private DataDirectory(Path root, String mark, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.mark = mark;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Becomes the owner if nobody is; creates the directory if it is missing.
   *
   * @return empty if another process, or something else in this one, owns it
   * @throws UncheckedIOException if the path is no directory or cannot be written
   */
  public static Optional<DataDirectory> tryOwn(Path root) {
    String mark = create(root);
    if (System.getProperties().putIfAbsent(mark, "") != null) {
      return Optional.empty();
    }
    Optional<DataDirectory> owned = Optional.empty();
    try {
      owned = lock(root, mark);
      return owned;
    } finally {
      if (owned.isEmpty()) {
        System.getProperties().remove(mark);
      }
    }
  }

  /**
   * Waits until the directory has no owner and becomes it. An interrupt ends the wait.
   *
   * @throws IOException if the wait was interrupted or the directory cannot be locked
   * @throws OverlappingFileLockException if it is owned or waited for within this process
   */
  public static DataDirectory awaitOwnership(Path root) throws IOException {
    String mark = create(root);
    if (System.getProperties().putIfAbsent(mark, "") != null) {
      throw new OverlappingFileLockException();
    }
    FileChannel channel = null;
    try {
      channel = openLockFile(root);
      return new DataDirectory(root, mark, channel, channel.lock());
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        closeQuietly(channel);
      }
      System.getProperties().remove(mark);
      throw e;
    }
  }

  private static Optional<DataDirectory> lock(Path root, String mark) {
    FileChannel channel = openLockFile(root);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new DataDirectory(root, mark, channel, lock));
      }
    } catch (IOException e) {
      closeQuietly(channel);
      throw new UncheckedIOException(
          "cannot lock data directory " + root + ": " + e.getMessage(), e);
    }
    closeQuietly(channel);
    return Optional.empty();
  }

  /** The directory itself. */
  public Path root() {
    return root;
  }

  /**
   * A directory in it, made if it is missing. What jobs and their owners keep there is nobody
   * else's to read, whoever may read the data directory itself.
   */
  Path privateDirectory(String name) throws IOException {
    return createPrivate(root.resolve(name));
  }

  /** Lets go of the directory. */
  @Override
  public void close() {
    if (lockFile.isOpen()) {
      closeQuietly(lockFile);
      System.getProperties().remove(mark);
    }
  }

  /** Makes sure that the directory is there and returns its mark. */
  private static String create(Path root) {
    try {
      if (Files.exists(root) && !Files.isDirectory(root)) {
        throw new FileAlreadyExistsException(root.toString(), null, "it is no directory");
      }
      createPrivate(root);
      return OWNED_HERE + root.toRealPath();
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  private static Path createPrivate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.createDirectory(directory, OWNER_ONLY);
      } catch (FileAlreadyExistsException e) {
        // made by another process just now
      }
    }
    return directory;
  }

  private static FileChannel openLockFile(Path root) {
    try {
      return FileChannel.open(
          root.resolve("rowrun.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  private static UncheckedIOException unusable(Path root, IOException e) {
    return new UncheckedIOException("cannot use " + root + " as data directory: " + reason(e), e);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it cannot be made";
    }
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : String.valueOf(e.getMessage());
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // the lock is gone with the descriptor either way
    }
  }
}
