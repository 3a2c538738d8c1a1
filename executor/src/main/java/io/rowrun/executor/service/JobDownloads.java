package io.rowrun.executor.service;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesRequest;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesResponse;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.v1.FileKind;
import java.util.List;

/** Where the files of a job can be had. Thread-safe. */
final class JobDownloads {
  /** Where two kinds have a file of the same path, what the job made is meant. */
  private static final List<FileKind> KINDS =
      List.of(
          FileKind.OUTPUT,
          FileKind.INPUT,
          FileKind.LOCAL_MODULE,
          FileKind.LOG,
          FileKind.DIAGNOSTIC);

  private final ServiceParts parts;
  private final StorageFiles files;

  JobDownloads(ServiceParts parts) {
    this.parts = parts;
    this.files = new StorageFiles(parts);
  }

  /**
   * The wanted files with their URLs, in the order wanted.
   *
   * @throws ExecutorException INVALID_ARGUMENT, NOT_FOUND naming the job or the file,
   *     FAILED_PRECONDITION if the data was cleared or an input was not uploaded
   */
  DownloadProjectJobFilesResponse answer(DownloadProjectJobFilesRequest request) {
    String jobId = JobRequests.jobId(request.getJobId());
    if (request.getFilesCount() == 0) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT, "files is required: name at least one file of the job");
    }
    Job job = parts.store().jobs().get(jobId);
    JobFiles.requireData(job);
    var response = DownloadProjectJobFilesResponse.newBuilder();
    request.getFilesList().forEach(file -> response.addDownloadFiles(find(job, file)));
    return response.build();
  }

  private StorageFile find(Job job, File wanted) {
    for (FileKind kind : KINDS) {
      for (StoredFile file : of(job, kind)) {
        if (isMeant(file, wanted)) {
          requireUploaded(job, kind, file);
          return files.toFetch(job, kind, file);
        }
      }
    }
    throw new ExecutorException(
        ErrorCode.NOT_FOUND,
        "job " + job.id() + " has no file '" + wanted.getDesc().getPath() + "'" + sha256(wanted));
  }

  private static boolean isMeant(StoredFile file, File wanted) {
    return file.path().equals(wanted.getDesc().getPath())
        && (wanted.getSha256().isEmpty() || file.sha256().equalsIgnoreCase(wanted.getSha256()));
  }

  private static String sha256(File wanted) {
    return wanted.getSha256().isEmpty() ? "" : " of sha256 " + wanted.getSha256();
  }

  private static List<StoredFile> of(Job job, FileKind kind) {
    return switch (kind) {
      case OUTPUT -> job.outputFiles();
      case LOG -> job.logFiles();
      case DIAGNOSTIC -> job.diagnosticFiles();
      case INPUT, LOCAL_MODULE -> JobFiles.stored(JobFiles.sent(job, kind));
      case FILE_KIND_UNSPECIFIED, UNRECOGNIZED -> List.of();
    };
  }

  private void requireUploaded(Job job, FileKind kind, StoredFile file) {
    boolean sent = kind == FileKind.INPUT || kind == FileKind.LOCAL_MODULE;
    if (sent && !parts.store().files().has(job.projectId(), file.sha256())) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "file '" + file.path() + "' of job " + job.id() + " has not been uploaded");
    }
  }
}
