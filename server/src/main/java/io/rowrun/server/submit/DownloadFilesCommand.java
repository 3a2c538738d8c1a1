package io.rowrun.server.submit;

import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesRequest;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.server.submit.OutputFiles.Remote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches what an ended job has written. */
@Command(
    name = "download-files",
    description = "Fetches the outputs of a job that has ended; its logs too, if asked.",
    usageHelpWidth = 100,
    sortOptions = false)
final class DownloadFilesCommand implements Callable<Integer> {
  private static final Set<JobStatus> ENDED =
      Set.of(JobStatus.SUCCESS, JobStatus.ERROR, JobStatus.CANCELLED);

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--with-logs", description = "Also its stdout and stderr.")
  private boolean withLogs;

  @Option(
      names = "--with-diagnostics",
      description = "Also the service's own log of the job, and what the job used.")
  private boolean withDiagnostics;

  @Option(
      names = {"-o", "--output-dir"},
      paramLabel = "DIR",
      description = "Where files go; default: by their own paths into the working directory.")
  private @Nullable Path outputDirectory;

  @Parameters(paramLabel = "JOB", description = "Id of the job.")
  private String jobId = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** A file and what it is to its job. */
  private record Wanted(File file, FileKind kind) {}

  @Override
  public Integer call() {
    Console console = Console.ofProcess();
    try (Api api = connection.open()) {
      List<Wanted> wanted = wanted(endedJob(api));
      if (wanted.isEmpty()) {
        console.say("job " + jobId + " has no files");
        return 0;
      }
      OutputFiles outputs = OutputFiles.of(api, console, Path.of(""), outputDirectory);
      return outputs.fetch(jobId, located(api, wanted)) ? 0 : 1;
    }
  }

  private Job endedJob(Api api) {
    Job job = Jobs.get(api, jobId);
    if (!ENDED.contains(job.getStatus())) {
      throw new SubmitException(
          "job " + jobId + " has no files to fetch yet: it is " + job.getStatus());
    }
    if (job.getDataCleared()) {
      throw new SubmitException("the files of job " + jobId + " are gone: its data were cleared");
    }
    return job;
  }

  private List<Wanted> wanted(Job job) {
    List<Wanted> wanted = new ArrayList<>();
    job.getOutputFilesList().forEach(file -> wanted.add(new Wanted(file, FileKind.OUTPUT)));
    if (withLogs) {
      job.getLogFilesList().forEach(file -> wanted.add(new Wanted(file, FileKind.LOG)));
    }
    if (withDiagnostics) {
      job.getDiagnosticFilesList()
          .forEach(file -> wanted.add(new Wanted(file, FileKind.DIAGNOSTIC)));
    }
    return wanted;
  }

  /** Asks kind by kind, so that an output of a log's name is not taken for the log. */
  private List<Remote> located(Api api, List<Wanted> wanted) {
    List<Remote> files = new ArrayList<>();
    for (FileKind kind : List.of(FileKind.OUTPUT, FileKind.LOG, FileKind.DIAGNOSTIC)) {
      List<File> ofKind =
          wanted.stream().filter(file -> file.kind() == kind).map(Wanted::file).toList();
      if (!ofKind.isEmpty()) {
        links(api, ofKind)
            .forEach(file -> files.add(new Remote(file.getFile(), kind, file.getUrl())));
      }
    }
    return files;
  }

  private List<StorageFile> links(Api api, List<File> files) {
    DownloadProjectJobFilesRequest request =
        DownloadProjectJobFilesRequest.newBuilder().setJobId(jobId).addAllFiles(files).build();
    return Rpc.call(
        "fetch files of job " + jobId,
        () -> api.jobs().downloadJobFiles(request).getDownloadFilesList());
  }
}
