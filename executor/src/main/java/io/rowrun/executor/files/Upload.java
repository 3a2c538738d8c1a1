package io.rowrun.executor.files;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A file on its way in. Nothing is kept unless it is committed. One thread at a time. */
public final class Upload implements AutoCloseable {
  private final ProjectFiles files;
  private final ContentRegister register;
  private final String projectId;
  private final String jobId;
  private final String path;
  private final Path draft;
  private final FileChannel channel;
  private final MessageDigest digest = sha256();
  private long sizeBytes;

  Upload(
      ProjectFiles files,
      ContentRegister register,
      String projectId,
      String jobId,
      String path,
      Path draft)
      throws IOException {
    this.files = files;
    this.register = register;
    this.projectId = projectId;
    this.jobId = jobId;
    this.path = path;
    this.draft = draft;
    this.channel = FileChannel.open(draft, StandardOpenOption.WRITE);
  }

  /** Adds all remaining bytes. */
  public void write(ByteBuffer bytes) throws IOException {
    digest.update(bytes.duplicate());
    sizeBytes += bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new NotKeptException(path, e);
    }
  }

  /** The upload as a stream; closing that does nothing. */
  OutputStream asStream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        Upload.this.write(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  /**
   * Keeps the file for the job: when this returns, it is on disk, and the register knows it.
   *
   * @param expectedSha256 null or empty: not known before
   * @param expectedSizeBytes null: not known before
   * @throws ExecutorException INVALID_ARGUMENT if the bytes are not the expected ones, NOT_FOUND or
   *     FAILED_PRECONDITION if the job is gone or its data; nothing is kept then
   */
  public Content commit(@Nullable String expectedSha256, @Nullable Long expectedSizeBytes)
      throws IOException {
    Content content = new Content(HexFormat.of().formatHex(digest.digest()), sizeBytes);
    if (expectedSizeBytes != null && expectedSizeBytes != sizeBytes) {
      throw unexpected("size", expectedSizeBytes + " bytes", sizeBytes + " bytes");
    }
    if (expectedSha256 != null
        && !expectedSha256.isEmpty()
        && !expectedSha256.toLowerCase(Locale.ROOT).equals(content.sha256())) {
      throw unexpected("sha256", expectedSha256, content.sha256());
    }
    if (!files.has(projectId, content.sha256())) {
      channel.force(true); // before the lock: it may take long
    }
    keep(content);
    return content;
  }

  /** Drops the file unless it was committed. */
  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      // a draft that stays is removed when the files are opened next
    }
  }

  /** Whoever removes contents that nobody uses must not see it unused between the two steps. */
  private void keep(Content content) throws IOException {
    Lock lock = files.lock(projectId, content.sha256());
    lock.lock();
    try {
      moveIn(content.sha256());
      register.kept(projectId, jobId, content);
    } catch (ExecutorException e) {
      if (register.forgotten(projectId, content.sha256())) {
        Files.deleteIfExists(files.place(projectId, content.sha256()));
        register.removed(projectId, content.sha256());
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void moveIn(String sha256) throws IOException {
    if (files.has(projectId, sha256)) {
      return; // the same bytes, on disk since the first ones came
    }
    channel.force(true);
    Path directory = files.makeDirectory(projectId, sha256);
    Files.move(draft, directory.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
    ProjectFiles.force(directory);
  }

  private ExecutorException unexpected(String what, String expected, String actual) {
    return new ExecutorException(
        ErrorCode.INVALID_ARGUMENT,
        "file '"
            + path
            + "' is not what was declared: "
            + what
            + " "
            + expected
            + " was declared, "
            + actual
            + " came in");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
