package io.rowrun.executor.files;

import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of all projects, kept once a project by the SHA-256 of their bytes. What can be seen
 * here is whole, verified and on disk. Thread-safe.
 */
public final class ProjectFiles {
  /**
   * Keeps files under {@code files/} of the data directory, those on their way under {@code tmp/}.
   */
  public static ProjectFiles open(Path dataDirectory) throws IOException {
    return new ProjectFiles();
  }

  private ProjectFiles() {}

  /**
   * Starts to receive a file; the caller closes the upload.
   *
   * @param path as its user calls it, for messages
   */
  public Upload begin(String projectId, String path) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Receives a whole file; see {@link Upload#commit}. The caller closes the stream. */
  public Content put(
      String projectId,
      String path,
      InputStream bytes,
      @Nullable String expectedSha256,
      @Nullable Long expectedSizeBytes)
      throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Whether the project keeps these bytes. */
  public boolean has(String projectId, String sha256) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Opens kept bytes for reading; the caller closes the channel.
   *
   * @throws ExecutorException NOT_FOUND if the project does not keep them
   */
  public FileChannel read(String projectId, String sha256) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Forgets bytes; who reads them now can read on. Nothing happens if they are not kept. */
  public void delete(String projectId, String sha256) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }
}
