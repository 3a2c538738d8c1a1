package io.rowrun.calcite.datasphere;

import com.google.common.hash.Hashing;
import com.google.common.io.ByteSource;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.InsertRow;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.calcite.provider.Writes;
import io.rowrun.calcite.provider.Written;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.v1.FileKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.avatica.util.ByteString;

/** INSERT sends the bytes of a file that a job reads; DELETE removes all data of a job. */
final class JobFileWrites {
  private static final int MOST_PATHS_NAMED = 5;

  private JobFileWrites() {}

  static Writes.PreparedInsert<JobFile> insert(Calls calls, InsertRow row) {
    String job = required(row, "job_id");
    String path = required(row, "path");
    FileKind kind = kind(row);
    if (!(row.values().get("content") instanceof ByteString content)) {
      throw missing("content");
    }
    byte[] bytes = content.getBytes();
    return () -> send(calls, job, kind, path, bytes);
  }

  private static String required(InsertRow row, String column) {
    String value = row.text(column);
    if (value == null) {
      throw missing(column);
    }
    return value;
  }

  private static RowrunSqlException missing(String column) {
    return new RowrunSqlException(
        "23502", "INSERT INTO job_files needs job_id, path and content: " + column + " is missing");
  }

  private static FileKind kind(InsertRow row) {
    String name = row.text("kind");
    if (name == null || name.equals("INPUT")) {
      return FileKind.INPUT;
    }
    return switch (name) {
      case "LOCAL_MODULE" -> FileKind.LOCAL_MODULE;
      case "OUTPUT", "LOG", "DIAGNOSTIC" ->
          throw new RowrunSqlException(
              "22023",
              "a file of kind " + name + " is written by its job: INPUT and LOCAL_MODULE are sent");
      default ->
          throw new RowrunSqlException(
              "22023", "kind must be INPUT or LOCAL_MODULE to be sent, not '" + name + "'");
    };
  }

  private static Written<JobFile> send(
      Calls calls, String jobId, FileKind kind, String path, byte[] bytes) {
    Job job = calls.jobs().get(GetProjectJobRequest.newBuilder().setJobId(jobId).build());
    if (job.getStatus() != JobStatus.CREATING) {
      throw new RowrunSqlException(
          "55000",
          "job %s is %s: files are sent before it is executed".formatted(jobId, job.getStatus()));
    }
    File declared = declared(job, kind, path);
    String sha256 = Hashing.sha256().hashBytes(bytes).toString();
    if (!sha256.equals(declared.getSha256())) {
      throw new RowrunSqlException(
          "22023",
          "content of %s file '%s' of job %s is not what the job declares: it has %d bytes of sha256 %s, declared are %d of %s"
              .formatted(
                  kind,
                  path,
                  jobId,
                  bytes.length,
                  sha256,
                  declared.getSizeBytes(),
                  declared.getSha256()));
    }
    Transfer.send(calls, jobId, kind, path, ByteSource.wrap(bytes));
    return new Written<>(List.of(jobId, kind.name(), path), null, null);
  }

  private static File declared(Job job, FileKind kind, String path) {
    List<File> files =
        kind == FileKind.INPUT
            ? job.getJobParameters().getInputFilesList()
            : job.getJobParameters().getEnv().getPythonEnv().getLocalModulesList();
    return files.stream()
        .filter(file -> file.getDesc().getPath().equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                new RowrunSqlException(
                    "42704",
                    "job %s declares no %s file '%s'%s"
                        .formatted(job.getId(), kind, path, paths(files))));
  }

  private static String paths(List<File> files) {
    List<String> paths = files.stream().map(file -> file.getDesc().getPath()).toList();
    if (paths.isEmpty()) {
      return ", nor any other of that kind";
    }
    return paths.size() <= MOST_PATHS_NAMED
        ? ", but " + String.join(", ", paths)
        : ", but " + String.join(", ", paths.subList(0, MOST_PATHS_NAMED)) + " and more";
  }

  /** The API removes all data of a job at once or nothing: so does this, and says so. */
  static Writes.PreparedDelete<JobFile> delete(Calls calls, List<List<Object>> keys) {
    requireWholeJobs(calls, keys);
    return new Removal(calls, new HashMap<>());
  }

  /**
   * Removes the data of a job with the first of its files.
   *
   * @param done the operation by the id of the job
   */
  private record Removal(Calls calls, Map<Object, Operation> done)
      implements Writes.PreparedDelete<JobFile> {
    @Override
    public Written<JobFile> call(List<Object> key) {
      return new Written<>(
          key,
          null,
          done.computeIfAbsent(key.get(0), job -> JobUpdates.removeData(calls, (String) job)));
    }

    @Override
    public JobFile removed(JobFile before) {
      return before.withoutData();
    }
  }

  private static void requireWholeJobs(Calls calls, List<List<Object>> keys) {
    Map<Object, Set<List<Object>>> going = new LinkedHashMap<>();
    keys.forEach(key -> going.computeIfAbsent(key.get(0), job -> new HashSet<>()).add(key));
    ScanRequest request =
        new ScanRequest(
            Map.of("job_id", new ArrayList<>(going.keySet())),
            Map.of(),
            Set.of("path"),
            Long.MAX_VALUE);
    try (CloseableIterator<JobFile> files = JobFiles.RESOURCE.read().rows(calls, request)) {
      files.forEachRemaining(
          file -> {
            List<Object> key = Arrays.asList(file.job().getId(), file.kind().name(), file.path());
            if (!going.getOrDefault(file.job().getId(), Set.of()).contains(key)) {
              throw new RowrunSqlException(
                  "0A000",
                  "files of a job are removed all at once: %s file '%s' of job %s would stay; delete WHERE job_id = '…' alone"
                      .formatted(file.kind(), file.path(), file.job().getId()));
            }
          });
    }
  }
}
