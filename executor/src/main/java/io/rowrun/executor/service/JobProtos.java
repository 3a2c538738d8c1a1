package io.rowrun.executor.service;

import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.OutputDataset;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError.ErrorType;
import io.rowrun.proto.datasphere.v2.jobs.JobMetadata;

/** Jobs, domain → wire. */
final class JobProtos {
  private JobProtos() {}

  static io.rowrun.proto.datasphere.v2.jobs.Job job(Job job) {
    var wire =
        io.rowrun.proto.datasphere.v2.jobs.Job.newBuilder()
            .setId(job.id())
            .setName(job.name())
            .setDesc(job.description())
            .setCreatedAt(WireTime.timestamp(job.createdAt()))
            .setStatus(status(job.status()))
            .setStatusDetails(job.statusDetails())
            .setConfig(job.config())
            .setCreatedById(job.createdBy())
            .setProjectId(job.projectId())
            .setJobParameters(ParameterProtos.toWire(job.parameters()))
            .setDataCleared(job.dataCleared())
            .setDataSizeBytes(job.dataSizeBytes());
    if (job.startedAt() != null) {
      wire.setStartedAt(WireTime.timestamp(job.startedAt()));
    }
    if (job.finishedAt() != null) {
      wire.setFinishedAt(WireTime.timestamp(job.finishedAt()));
    }
    if (job.dataExpiresAt() != null) {
      wire.setDataExpiresAt(WireTime.timestamp(job.dataExpiresAt()));
    }
    if (job.actualInstanceType() != null) {
      wire.setActualCloudInstanceType(ParameterProtos.instanceType(job.actualInstanceType()));
    }
    if (job.parentJobId() != null) {
      wire.setParentJobId(job.parentJobId());
    }
    job.outputFiles().forEach(file -> wire.addOutputFiles(file(file)));
    job.fileErrors().forEach(error -> wire.addFileErrors(fileError(error)));
    job.logFiles().forEach(file -> wire.addLogFiles(file(file)));
    job.diagnosticFiles().forEach(file -> wire.addDiagnosticFiles(file(file)));
    job.outputDatasets().forEach(dataset -> wire.addOutputDatasets(outputDataset(dataset)));
    return wire.build();
  }

  /** The job without the parts that make it big. */
  static JobMetadata metadata(Job job) {
    var wire =
        JobMetadata.newBuilder()
            .setId(job.id())
            .setName(job.name())
            .setDescription(job.description())
            .setCreatedAt(WireTime.timestamp(job.createdAt()))
            .setStatus(status(job.status()))
            .setStatusDetails(job.statusDetails())
            .setCreatedById(job.createdBy())
            .setProjectId(job.projectId());
    if (job.startedAt() != null) {
      wire.setStartedAt(WireTime.timestamp(job.startedAt()));
    }
    if (job.finishedAt() != null) {
      wire.setFinishedAt(WireTime.timestamp(job.finishedAt()));
    }
    if (job.dataExpiresAt() != null) {
      wire.setDataExpiresAt(WireTime.timestamp(job.dataExpiresAt()));
    }
    if (job.parentJobId() != null) {
      wire.setParentJobId(job.parentJobId());
    }
    return wire.build();
  }

  static io.rowrun.proto.datasphere.v2.jobs.JobStatus status(JobStatus status) {
    return io.rowrun.proto.datasphere.v2.jobs.JobStatus.valueOf(status.name());
  }

  static File file(StoredFile file) {
    return File.newBuilder()
        .setDesc(ParameterProtos.fileDesc(file.path(), file.var()))
        .setSha256(file.sha256())
        .setSizeBytes(file.sizeBytes())
        .setCompressionType(ParameterProtos.compression(file.compression()))
        .build();
  }

  static io.rowrun.proto.datasphere.v2.jobs.OutputDataset outputDataset(OutputDataset dataset) {
    return io.rowrun.proto.datasphere.v2.jobs.OutputDataset.newBuilder()
        .setDesc(ParameterProtos.outputDataset(dataset.desc()))
        .setId(dataset.id())
        .build();
  }

  static FileUploadError fileError(FileError error) {
    ErrorType type =
        switch (error.type()) {
          case UNSPECIFIED -> ErrorType.ERROR_TYPE_UNSPECIFIED;
          case UPLOAD_FAILED -> ErrorType.UPLOAD_FAILED;
          case NOT_FOUND -> ErrorType.NOT_FOUND;
        };
    return FileUploadError.newBuilder()
        .setOutputFileDesc(ParameterProtos.fileDesc(error.path(), error.var()))
        .setDescription(error.description())
        .setType(type)
        .build();
  }
}
