package io.rowrun.calcite.datasphere;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc;
import io.rowrun.proto.v1.ListMissingRequest;
import io.rowrun.proto.v1.MissingFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files of one job, read and written, with what is known of each. One thread at a time. */
final class FilesOfJob {
  private static final String NOT_SENT = "its bytes have not been sent";
  static final String CLEARED = "the data of the job was removed";

  private final Calls calls;
  private final Job job;
  private final boolean presence;
  private final List<JobFile> files = new ArrayList<>();

  /**
   * @param presence whether one wants to know which files are there
   */
  FilesOfJob(Calls calls, Job job, boolean presence) {
    this.calls = calls;
    this.job = job;
    this.presence = presence;
  }

  /** In the order of their kinds, and within as the job names them. */
  List<JobFile> all() {
    addInputs();
    addOutputs();
    addLogs();
    job.getDiagnosticFilesList().forEach(file -> addWritten(FileKind.DIAGNOSTIC, file));
    return files;
  }

  private void addInputs() {
    Set<String> missing = presence && !job.getDataCleared() ? missing() : Set.of();
    job.getJobParameters()
        .getInputFilesList()
        .forEach(file -> addInput(FileKind.INPUT, file, missing));
    job.getJobParameters()
        .getEnv()
        .getPythonEnv()
        .getLocalModulesList()
        .forEach(file -> addInput(FileKind.LOCAL_MODULE, file, missing));
  }

  private void addInput(FileKind kind, File file, @Nullable Set<String> missing) {
    if (job.getDataCleared()) {
      add(kind, file, false, CLEARED);
    } else if (missing == null) {
      add(kind, file, null, null);
    } else if (missing.contains(key(kind, file.getDesc().getPath()))) {
      add(kind, file, false, NOT_SENT);
    } else {
      add(kind, file, true, null);
    }
  }

  /**
   * What has yet to be sent: nothing once the job was started. Null if the server does not tell.
   */
  private @Nullable Set<String> missing() {
    if (job.hasStartedAt() || !hasInputs()) {
      return Set.of();
    }
    if (!calls.offers(FileServiceGrpc.SERVICE_NAME)) {
      return null;
    }
    List<MissingFile> missing =
        FileServiceGrpc.newBlockingStub(calls.channel())
            .listMissing(ListMissingRequest.newBuilder().setJobId(job.getId()).build())
            .getFilesList();
    return missing.stream()
        .map(file -> key(file.getKind(), file.getPath()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean hasInputs() {
    return job.getJobParameters().getInputFilesCount() > 0
        || job.getJobParameters().getEnv().getPythonEnv().getLocalModulesCount() > 0;
  }

  private static String key(FileKind kind, String path) {
    return kind.name() + ' ' + path;
  }

  /** Those written, and those declared and not written, with the reason if there is one. */
  private void addOutputs() {
    Set<String> written = new HashSet<>();
    for (File file : job.getOutputFilesList()) {
      written.add(file.getDesc().getPath());
      addWritten(FileKind.OUTPUT, file);
    }
    Map<String, String> errors = new HashMap<>();
    for (FileUploadError error : job.getFileErrorsList()) {
      if (error.hasOutputFileDesc()) {
        errors.put(error.getOutputFileDesc().getPath(), reason(error));
      }
    }
    for (FileDesc declared : job.getJobParameters().getOutputFilesList()) {
      if (!written.contains(declared.getPath())) {
        File file = File.newBuilder().setDesc(declared).build();
        add(FileKind.OUTPUT, file, false, errors.get(declared.getPath()));
      }
    }
  }

  private void addLogs() {
    job.getLogFilesList().forEach(file -> addWritten(FileKind.LOG, file));
    for (FileUploadError error : job.getFileErrorsList()) {
      if (error.hasLogFileName()) {
        FileDesc name = FileDesc.newBuilder().setPath(error.getLogFileName()).build();
        add(FileKind.LOG, File.newBuilder().setDesc(name).build(), false, reason(error));
      }
    }
  }

  private void addWritten(FileKind kind, File file) {
    if (job.getDataCleared()) {
      add(kind, file, false, CLEARED);
    } else {
      add(kind, file, true, null);
    }
  }

  private void add(FileKind kind, File file, @Nullable Boolean present, @Nullable String error) {
    files.add(new JobFile(calls, job, kind, file, present, error));
  }

  private static String reason(FileUploadError error) {
    return error.getDescription().isEmpty() ? error.getType().name() : error.getDescription();
  }
}
