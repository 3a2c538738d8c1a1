package io.rowrun.jdbc.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as the owner of a data directory: it runs the executor there and lets other
 * processes of the same user attach. Thread-safe.
 */
public final class DirectoryOwner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryOwner.class);

  private final DataDirectory directory;
  private final EmbeddedExecutor executor;

  @GuardedBy("this")
  private @Nullable LoopbackListener listener;

  @GuardedBy("this")
  private boolean closed;

  private DirectoryOwner(DataDirectory directory, EmbeddedExecutor executor) {
    this.directory = directory;
    this.executor = executor;
  }

  /** Becomes the owner if nobody is. Others cannot attach before {@link #publish}. */
  public static Optional<DirectoryOwner> tryOwn(Path path, ExecutorOptions options) {
    return DataDirectory.tryOwn(path).map(directory -> open(directory, options));
  }

  /** Waits until nobody is the owner and becomes it; an interrupt ends the wait. */
  static DirectoryOwner await(Path path, ExecutorOptions options)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return open(DataDirectory.awaitOwnership(path), options);
      } catch (OverlappingFileLockException e) {
        // owned or awaited within this JVM, where the lock cannot be waited for
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private static DirectoryOwner open(DataDirectory directory, ExecutorOptions options) {
    LibraryLogs.quieten();
    try {
      return new DirectoryOwner(directory, EmbeddedExecutor.open(directory, options));
    } catch (Throwable e) {
      directory.close();
      throw e;
    }
  }

  /** The executor that runs here. */
  public EmbeddedExecutor executor() {
    return executor;
  }

  /** Starts listening and tells in the directory where. */
  public synchronized void publish() throws IOException {
    if (closed || listener != null) {
      return;
    }
    LoopbackListener started = LoopbackListener.start(executor.services());
    listener = started;
    started.address().write(directory.root());
  }

  /**
   * As {@link #publish}, on a thread of its own: whoever waits for a first row need not wait for
   * it.
   */
  void publishInBackground() {
    Thread thread = new Thread(this::publishOrLog, "rowrun-publish");
    thread.setDaemon(true);
    thread.start();
  }

  private void publishOrLog() {
    try {
      publish();
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot let other processes attach to {}: {}", directory.root(), e.toString());
    }
  }

  /** Closes listener, executor and directory; running jobs go on, the next owner finds them. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (listener != null) {
      listener.address().remove(directory.root());
      listener.close();
    }
    try {
      executor.close();
    } finally {
      directory.close();
    }
  }
}
