package io.rowrun.executor.service;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;

/**
 * The files that the URLs of {@link FileLinks} lead to. Whoever has the token of a URL may do what
 * it permits; nobody asks who it is. Thread-safe.
 */
public final class LinkedFiles {
  private final ServiceParts parts;
  private final JobFiles files;

  public LinkedFiles(ServiceParts parts) {
    this.parts = parts;
    this.files = new JobFiles(parts);
  }

  /**
   * Begins to receive the file that the token is for; the caller commits or closes it.
   *
   * @throws ExecutorException PERMISSION_DENIED if the token does not permit it, NOT_FOUND if the
   *     job is gone, FAILED_PRECONDITION if its data was cleared
   */
  public InputUpload receive(String token) {
    FileLink link = parts.links().verify(token, FileLink.Deed.SEND);
    Job job = parts.store().jobs().get(link.jobId());
    if (job.dataCleared()) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot receive '" + link.path() + "': the data of job " + job.id() + " was cleared");
    }
    return files.receive(
        job, new InputFile(link.path(), null, link.sha256(), link.sizeBytes(), Compression.NONE));
  }

  /**
   * Opens the file that the token is for.
   *
   * @throws ExecutorException PERMISSION_DENIED if the token does not permit it, NOT_FOUND if the
   *     job or the file is gone
   */
  public OpenFile read(String token) {
    FileLink link = parts.links().verify(token, FileLink.Deed.FETCH);
    return files.read(parts.store().jobs().get(link.jobId()), link.kind(), link.path());
  }
}
