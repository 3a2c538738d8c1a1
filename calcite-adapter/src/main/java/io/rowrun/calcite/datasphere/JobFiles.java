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
import io.rowrun.proto.datasphere.v2.jobs.Job;
import java.util.List;
import java.util.Set;

/** Table {@code job_files}. */
final class JobFiles {
  static final Resource<JobFile> RESOURCE =
      Resource.<JobFile>named(Datasphere.SCHEMA, "job_files", "Files that jobs read and write")
          .column("project_id", TEXT, "Project of the job", f -> text(f.job().getProjectId()))
          .givenKey("job_id", TEXT, "The job", f -> f.job().getId())
          .givenKey(
              "kind",
              TEXT,
              "INPUT, LOCAL_MODULE, OUTPUT, LOG or DIAGNOSTIC; INSERT takes the first two",
              f -> f.kind().name())
          .givenKey("path", TEXT, "Path as the job names it", JobFile::path)
          .column("var", TEXT, "What stands for it in cmd", f -> text(f.file().getDesc().getVar()))
          .column(
              "sha256", TEXT, "SHA-256 of its bytes, hexadecimal", f -> text(f.file().getSha256()))
          .column("size_bytes", LONG, "Number of its bytes", JobFile::sizeBytes)
          .column(
              "compression",
              TEXT,
              "NONE, or ZIP of a directory: then content is the archive",
              JobFile::compression)
          .column(
              "present",
              BOOLEAN,
              "Whether its bytes are there; NULL where the server does not tell",
              JobFile::present)
          .column("error", TEXT, "Why it is not there", JobFile::error)
          .given(
              "content",
              BYTES,
              "Its bytes, fetched only when selected; INSERT sends them",
              JobFile::content)
          .primaryKey("job_id", "kind", "path")
          .foreignKey("job_id", "jobs", "id")
          .foreignKey("project_id", "projects", "id")
          .method(Method.SELECT, "ProjectJobService.Get", List.of("job_id"), List.of())
          .method(Method.SELECT, "ProjectJobService.List", List.of(), List.of("project_id"))
          .method(
              Method.INSERT,
              "ProjectJobService.Get, FileService.Upload",
              List.of("job_id", "path", "content"),
              List.of("kind"))
          .method(Method.DELETE, "ProjectJobService.DeleteData", List.of("job_id"), List.of())
          .insertNeedsOneOf("content")
          .insert(JobFileWrites::insert)
          .delete(JobFileWrites::delete)
          .build(JobFiles::rows);

  private static final Set<String> OF_PRESENCE = Set.of("present", "error", "content");

  private JobFiles() {}

  private static CloseableIterator<JobFile> rows(Calls calls, ScanRequest request) {
    boolean presence = request.wants(OF_PRESENCE);
    return Projected.chain(
        JobReads.ofJobs(calls, request), job -> CloseableIterator.of(files(calls, job, presence)));
  }

  private static List<JobFile> files(Calls calls, Job job, boolean presence) {
    return new FilesOfJob(calls, job, presence).all();
  }
}
