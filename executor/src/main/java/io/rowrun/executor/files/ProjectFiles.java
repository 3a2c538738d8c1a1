package io.rowrun.executor.files;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of all projects, kept once a project by the SHA-256 of their bytes. What can be seen
 * here is whole, verified and on disk. Thread-safe.
 */
public final class ProjectFiles {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Path files;
  private final Path drafts;
  private final ContentRegister register;
  private final ContentLocks locks = new ContentLocks();

  private ProjectFiles(Path files, Path drafts, ContentRegister register) {
    this.files = files;
    this.drafts = drafts;
    this.register = register;
  }

  /**
   * Keeps files under {@code files/} of the data directory, those on their way in {@code tmp/}. The
   * directory is the caller's alone: what is on its way there now never arrives, and is removed.
   *
   * @param register is told what is kept
   */
  public static ProjectFiles open(Path dataDirectory, ContentRegister register) throws IOException {
    Path root = dataDirectory.toAbsolutePath();
    Path files = Files.createDirectories(root.resolve("files"));
    Path drafts = Files.createDirectories(root.resolve("tmp"));
    removeAbandoned(drafts);
    return new ProjectFiles(files, drafts, register);
  }

  /**
   * Starts to receive a file for a job; the caller closes the upload.
   *
   * @param path as its user calls it, for messages
   */
  public Upload begin(String projectId, String jobId, String path) throws IOException {
    try {
      Path draft = Files.createTempFile(drafts, "upload-", "");
      return new Upload(this, register, projectId, jobId, path, draft);
    } catch (IOException e) {
      throw new NotKeptException(path, e);
    }
  }

  /** Receives a whole file; see {@link Upload#commit}. The caller closes the stream. */
  public Content put(
      String projectId,
      String jobId,
      String path,
      InputStream bytes,
      @Nullable String expectedSha256,
      @Nullable Long expectedSizeBytes)
      throws IOException {
    try (Upload upload = begin(projectId, jobId, path)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        upload.write(ByteBuffer.wrap(buffer, 0, read));
      }
      return upload.commit(expectedSha256, expectedSizeBytes);
    }
  }

  /** Whether the project keeps these bytes. */
  public boolean has(String projectId, String sha256) {
    return isSha256(sha256) && Files.exists(place(projectId, sha256));
  }

  /**
   * Opens kept bytes for reading; the caller closes the channel.
   *
   * @throws ExecutorException NOT_FOUND if the project does not keep them
   */
  public FileChannel read(String projectId, String sha256) throws IOException {
    if (isSha256(sha256)) {
      try {
        return FileChannel.open(place(projectId, sha256), StandardOpenOption.READ);
      } catch (NoSuchFileException e) {
        // said below
      }
    }
    throw new ExecutorException(
        ErrorCode.NOT_FOUND, "project " + projectId + " keeps no file of sha256 " + sha256);
  }

  /**
   * Removes bytes that no job uses, as the register tells; who reads them now can read on. Nothing
   * happens if a job uses them. Killed in between, it is to be called again: the register knows.
   */
  public void removeIfUnused(String projectId, String sha256) throws IOException {
    if (isSha256(sha256)) {
      Lock lock = lock(projectId, sha256);
      lock.lock();
      try {
        if (register.forgotten(projectId, sha256)) {
          Files.deleteIfExists(place(projectId, sha256));
          register.removed(projectId, sha256);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Keeps anybody from bringing or removing the content while it is held. */
  Lock lock(String projectId, String sha256) {
    return locks.of(projectId, sha256);
  }

  /** Where the bytes are, or would be. */
  Path place(String projectId, String sha256) {
    return directory(projectId, sha256).resolve(sha256);
  }

  /** Makes the directory where the bytes belong, and sees to it that it is on disk. */
  Path makeDirectory(String projectId, String sha256) throws IOException {
    Path directory = directory(projectId, sha256);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      force(project(projectId));
      force(files);
    }
    return directory;
  }

  /** Brings the entries of a directory to the disk. */
  static void force(Path directory) throws IOException {
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }

  private Path directory(String projectId, String sha256) {
    return project(projectId).resolve(sha256.substring(0, 2));
  }

  private Path project(String projectId) {
    return files.resolve(ProjectDirectories.name(projectId));
  }

  private static boolean isSha256(String text) {
    return SHA256.matcher(text).matches();
  }

  /** Whoever received them has been killed, or has closed what it had open here. */
  private static void removeAbandoned(Path drafts) throws IOException {
    try (DirectoryStream<Path> uploads = Files.newDirectoryStream(drafts, "upload-*")) {
      for (Path upload : uploads) {
        Files.deleteIfExists(upload);
      }
    }
  }
}
