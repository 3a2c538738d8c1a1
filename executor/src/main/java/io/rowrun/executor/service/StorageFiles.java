package io.rowrun.executor.service;

import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.v1.FileKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files with the URLs by which their bytes come and go. Thread-safe. */
final class StorageFiles {
  private final FileLinks links;
  private final JobInputs inputs;

  StorageFiles(ServiceParts parts) {
    this.links = parts.links();
    this.inputs = new JobInputs(parts.store().files());
  }

  /**
   * What is yet to be sent for a job: input files and local modules that its project does not hold.
   *
   * @param job null: it was deleted, nothing is
   */
  List<StorageFile> toSend(@Nullable Job job) {
    return job == null || job.dataCleared()
        ? List.of()
        : inputs.missing(job).stream().map(file -> toSend(job, file)).toList();
  }

  /**
   * What a job wrote.
   *
   * @param job null: it was deleted; the files have no URLs then, nor when its data was cleared
   */
  List<StorageFile> outputs(@Nullable Job job, List<StoredFile> files) {
    return files.stream().map(file -> toFetch(job, FileKind.OUTPUT, file)).toList();
  }

  /** A file that can be fetched. */
  StorageFile toFetch(@Nullable Job job, FileKind kind, StoredFile file) {
    var wire = StorageFile.newBuilder().setFile(JobProtos.file(file));
    if (job != null && !job.dataCleared()) {
      wire.setUrl(links.download(job, kind, file.path()));
    }
    return wire.build();
  }

  private StorageFile toSend(Job job, InputFile file) {
    return StorageFile.newBuilder()
        .setFile(ParameterProtos.file(file))
        .setUrl(links.upload(job, file))
        .build();
  }
}
