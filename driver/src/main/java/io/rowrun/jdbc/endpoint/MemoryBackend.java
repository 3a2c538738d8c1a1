package io.rowrun.jdbc.endpoint;

import io.grpc.Channel;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An executor in a temporary directory that goes when this is closed or the JVM ends. */
final class MemoryBackend implements Backend {
  private final Path root;
  private final DataDirectory directory;
  private final EmbeddedExecutor executor;
  private final Thread atExit = new Thread(this::discard, "rowrun-discard");

  private MemoryBackend(Path root, DataDirectory directory, EmbeddedExecutor executor) {
    this.root = root;
    this.directory = directory;
    this.executor = executor;
  }

  static MemoryBackend open(ExecutorOptions options) {
    Path root = temporaryDirectory();
    DataDirectory directory = DataDirectory.tryOwn(root).orElseThrow();
    MemoryBackend backend =
        new MemoryBackend(root, directory, EmbeddedExecutor.open(directory, options));
    Runtime.getRuntime().addShutdownHook(backend.atExit);
    return backend;
  }

  @Override
  public Channel channel() {
    return executor.channel();
  }

  @Override
  public boolean isAlive(Duration within) {
    return true;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // the JVM is ending, the hook runs
    }
    discard();
  }

  private void discard() {
    try {
      executor.killJobs();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.close();
    directory.close();
    deleteTree(root);
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("rowrun-mem-" + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory: " + e.getMessage(), e);
    }
  }

  private static void deleteTree(Path root) {
    try {
      Files.walkFileTree(root, new Deleting());
    } catch (IOException e) {
      // it lies where temporary files lie, and somebody clears them
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
