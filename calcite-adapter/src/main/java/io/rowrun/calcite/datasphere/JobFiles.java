package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.text;
import static io.rowrun.calcite.provider.ColumnType.BOOLEAN;
import static io.rowrun.calcite.provider.ColumnType.BYTES;
import static io.rowrun.calcite.provider.ColumnType.LONG;
import static io.rowrun.calcite.provider.ColumnType.TEXT;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.v1.FileKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Table {@code job_files}. */
final class JobFiles {
  /**
   * A file of a job.
   *
   * @param present whether the server has its bytes
   */
  record Row(
      Calls calls, Job job, FileKind kind, File file, boolean present, @Nullable String error) {

    String path() {
      return file.getDesc().getPath();
    }

    /** The bytes; downloaded now. */
    @Nullable ByteString content() {
      return present
          ? new ByteString(Transfer.download(calls, job.getId(), kind, file).toByteArray())
          : null;
    }
  }

  static final Resource<Row> RESOURCE =
      Resource.<Row>named(Datasphere.SCHEMA, "job_files", "Files that jobs read and write")
          .column("project_id", TEXT, "Project of the job", r -> text(r.job.getProjectId()))
          .key("job_id", TEXT, "The job", r -> r.job.getId())
          .key("kind", TEXT, "INPUT, LOCAL_MODULE, OUTPUT, LOG or DIAGNOSTIC", r -> r.kind.name())
          .key("path", TEXT, "Path as the job names it", Row::path)
          .column("var", TEXT, "What stands for it in cmd", r -> text(r.file.getDesc().getVar()))
          .column(
              "sha256", TEXT, "SHA-256 of its bytes, hexadecimal", r -> text(r.file.getSha256()))
          .column(
              "size_bytes",
              LONG,
              "Number of its bytes",
              r -> r.file.getSha256().isEmpty() ? null : r.file.getSizeBytes())
          .column("compression", TEXT, "NONE or ZIP", r -> compression(r.file))
          .key("present", BOOLEAN, "Whether its bytes are there", Row::present)
          .column("error", TEXT, "Why it is not there", Row::error)
          .column("content", BYTES, "Its bytes, fetched only when selected", Row::content)
          .primaryKey("job_id", "kind", "path")
          .foreignKey("job_id", "jobs", "id")
          .foreignKey("project_id", "projects", "id")
          .method(Method.SELECT, "ProjectJobService.Get", List.of("job_id"), List.of())
          .method(Method.SELECT, "ProjectJobService.List", List.of(), List.of("project_id"))
          .build(JobFiles::rows);

  private JobFiles() {}

  private static CloseableIterator<Row> rows(Calls calls, ScanRequest request) {
    return Projected.chain(
        JobReads.ofJobs(calls, request), job -> CloseableIterator.of(files(calls, job)));
  }

  private static List<Row> files(Calls calls, Job job) {
    List<Row> rows = new ArrayList<>();
    boolean kept = !job.getDataCleared();
    job.getJobParameters()
        .getInputFilesList()
        .forEach(f -> rows.add(row(calls, job, FileKind.INPUT, f, kept)));
    job.getJobParameters()
        .getEnv()
        .getPythonEnv()
        .getLocalModulesList()
        .forEach(f -> rows.add(row(calls, job, FileKind.LOCAL_MODULE, f, kept)));
    rows.addAll(outputs(calls, job, kept));
    job.getLogFilesList().forEach(f -> rows.add(row(calls, job, FileKind.LOG, f, kept)));
    job.getDiagnosticFilesList()
        .forEach(f -> rows.add(row(calls, job, FileKind.DIAGNOSTIC, f, kept)));
    return rows;
  }

  private static Row row(Calls calls, Job job, FileKind kind, File file, boolean present) {
    return new Row(calls, job, kind, file, present, null);
  }

  /** Those written, and those declared and not written, with the reason if there is one. */
  private static List<Row> outputs(Calls calls, Job job, boolean kept) {
    List<Row> rows = new ArrayList<>();
    Set<String> written = new HashSet<>();
    for (File file : job.getOutputFilesList()) {
      written.add(file.getDesc().getPath());
      rows.add(row(calls, job, FileKind.OUTPUT, file, kept));
    }
    Map<String, String> errors = new HashMap<>();
    for (FileUploadError error : job.getFileErrorsList()) {
      errors.put(error.getOutputFileDesc().getPath(), reason(error));
    }
    for (FileDesc declared : job.getJobParameters().getOutputFilesList()) {
      if (!written.contains(declared.getPath())) {
        File file = File.newBuilder().setDesc(declared).build();
        rows.add(new Row(calls, job, FileKind.OUTPUT, file, false, errors.get(declared.getPath())));
      }
    }
    return rows;
  }

  private static String reason(FileUploadError error) {
    return error.getDescription().isEmpty() ? error.getType().name() : error.getDescription();
  }

  private static @Nullable String compression(File file) {
    return switch (file.getCompressionType()) {
      case NONE -> "NONE";
      case ZIP -> "ZIP";
      default -> null;
    };
  }
}
