package io.rowrun.executor.service;

import io.rowrun.executor.files.Content;
import io.rowrun.executor.files.ProjectFiles;
import io.rowrun.executor.files.Upload;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An input file of a job on its way in, whichever way it comes. It is kept when it is committed and
 * is what the job declared, else dropped. One thread at a time.
 */
public final class InputUpload implements AutoCloseable {
  private static final long MAX_BYTES = 5L << 30;

  private final InputFile file;
  private final Upload upload;
  private long sizeBytes;

  InputUpload(ProjectFiles files, Job job, InputFile file) throws IOException {
    this.file = file;
    this.upload = files.begin(job.projectId(), job.id(), file.path());
  }

  /**
   * Adds all remaining bytes.
   *
   * @throws ExecutorException INVALID_ARGUMENT if they are more than declared
   */
  public void write(ByteBuffer bytes) throws IOException {
    sizeBytes += bytes.remaining();
    checkAtMost(sizeBytes);
    upload.write(bytes);
  }

  /**
   * Checks a size that is announced before the bytes come.
   *
   * @throws ExecutorException INVALID_ARGUMENT if it is not the declared one
   */
  public void expect(long announcedBytes) {
    checkAtMost(announcedBytes);
    if (announcedBytes != file.sizeBytes()) {
      throw notDeclared(announcedBytes + " bytes are announced");
    }
  }

  /**
   * Keeps the file: when this returns it is on disk and its project has it.
   *
   * @throws ExecutorException INVALID_ARGUMENT if the bytes are not the declared ones, NOT_FOUND or
   *     FAILED_PRECONDITION if the job is gone or its data
   */
  public Content commit() throws IOException {
    return upload.commit(file.sha256(), file.sizeBytes());
  }

  /** Drops the file unless it was committed. */
  @Override
  public void close() {
    upload.close();
  }

  private void checkAtMost(long bytes) {
    if (bytes > MAX_BYTES) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          "input file '" + file.path() + "' must have " + MAX_BYTES + " bytes (5 GiB) at most");
    }
    if (bytes > file.sizeBytes()) {
      throw notDeclared("more than that came in");
    }
  }

  private ExecutorException notDeclared(String what) {
    return new ExecutorException(
        ErrorCode.INVALID_ARGUMENT,
        "input file '"
            + file.path()
            + "' must have "
            + file.sizeBytes()
            + " bytes as declared: "
            + what);
  }
}
