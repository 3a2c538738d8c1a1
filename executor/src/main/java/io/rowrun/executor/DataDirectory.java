package io.rowrun.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A data directory that this process owns: no other process may open it while this is open. The
 * operating system lets go of it when the process ends, however it ends. Thread-safe.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel lockFile;

  @SuppressWarnings({"unused", "FieldCanBeLocal"}) // held, not read
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel lockFile, FileLock lock) {
    this.root = root;
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
    FileChannel channel = openLockFile(root);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new DataDirectory(root, channel, lock));
      }
    } catch (OverlappingFileLockException e) {
      // owned within this process
    } catch (IOException e) {
      closeQuietly(channel);
      throw new UncheckedIOException(
          "cannot lock data directory " + root + ": " + e.getMessage(), e);
    }
    closeQuietly(channel);
    return Optional.empty();
  }

  /**
   * Waits until the directory has no owner and becomes it. An interrupt ends the wait.
   *
   * @throws IOException if the wait was interrupted or the directory cannot be locked
   */
  public static DataDirectory awaitOwnership(Path root) throws IOException {
    FileChannel channel = openLockFile(root);
    try {
      return new DataDirectory(root, channel, channel.lock());
    } catch (IOException | OverlappingFileLockException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /** The directory itself. */
  public Path root() {
    return root;
  }

  /** Lets go of the directory. */
  @Override
  public void close() {
    closeQuietly(lockFile);
  }

  private static FileChannel openLockFile(Path root) {
    try {
      if (Files.exists(root) && !Files.isDirectory(root)) {
        throw new FileAlreadyExistsException(root.toString(), null, "it is no directory");
      }
      Files.createDirectories(root);
      return FileChannel.open(
          root.resolve("rowrun.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + root + " as data directory: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e instanceof java.nio.file.AccessDeniedException
            ? "permission denied"
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
