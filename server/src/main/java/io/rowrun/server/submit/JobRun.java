package io.rowrun.server.submit;

import io.grpc.StatusRuntimeException;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError;
import io.rowrun.proto.datasphere.v2.jobs.JobProgress;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.OutputDataset;
import io.rowrun.proto.operation.Operation;

/**
 * Executes a job, or joins its execution, and stays with it to the end: shows its log and its
 * progress, fetches what it has written. One thread at a time.
 */
final class JobRun {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 1500;
  private static final long START_NANOS = 10_000_000_000L;
  private static final int FAILED = 1;
  private static final int LARGEST_EXIT_CODE = 255;

  private final Api api;
  private final Console console;
  private final String jobId;
  private final OutputFiles outputs;
  private boolean connected = true;

  JobRun(Api api, Console console, String jobId, OutputFiles outputs) {
    this.api = api;
    this.console = console;
    this.jobId = jobId;
    this.outputs = outputs;
  }

  /** Starts it if nobody has, and returns its operation. */
  static Operation execute(Api api, String jobId) {
    ExecuteProjectJobRequest request =
        ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build();
    return Rpc.call("execute job " + jobId, () -> api.jobs().execute(request));
  }

  /**
   * Waits a moment for the program to start: this process may be the one that starts it, and ends
   * after this.
   */
  static void awaitStart(Api api, Operation execute) {
    long deadline = System.nanoTime() + START_NANOS;
    Operation latest = execute;
    while (!latest.getDone() && isWaiting(latest) && System.nanoTime() < deadline) {
      Rpc.pause(FIRST_PAUSE_MILLIS);
      latest = Operations.get(api, execute.getId());
    }
  }

  private static boolean isWaiting(Operation operation) {
    JobStatus status =
        status(Operations.unpack(operation.getMetadata(), ExecuteProjectJobMetadata.class));
    return status == JobStatus.CREATING || status == JobStatus.PREPARING;
  }

  /**
   * Waits for the end.
   *
   * @param logOffset where to begin to show the log
   * @return the program's exit code; 1 if the service failed or an output could not be fetched
   */
  int follow(Operation execute, long logOffset) {
    Operation ended;
    try (LogFollower log = LogFollower.start(api, console, jobId, logOffset)) {
      ended = await(execute, log);
      log.finish();
    }
    return conclude(ended);
  }

  private Operation await(Operation execute, LogFollower log) {
    Operation latest = execute;
    long pause = FIRST_PAUSE_MILLIS;
    while (!latest.getDone()) {
      showProgress(latest);
      awaitEnd(log, pause);
      pause = Math.min(pause + pause / 2, LONGEST_PAUSE_MILLIS);
      latest = look(latest);
    }
    return latest;
  }

  private static void awaitEnd(LogFollower log, long millis) {
    try {
      log.awaitEnd(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubmitException("interrupted", e);
    }
  }

  /** The operation as it is now, or as it was if the server cannot be reached. */
  private Operation look(Operation before) {
    try {
      Operation now = Operations.once(api, before.getId());
      if (!connected) {
        console.say("the server answers again");
      }
      connected = true;
      return now;
    } catch (StatusRuntimeException e) {
      if (!Rpc.isConnectionLost(e.getStatus())) {
        throw Rpc.failure("see how job " + jobId + " is", e);
      }
      if (connected) {
        console.say(Rpc.describe(e) + "; trying again, the job goes on meanwhile");
      }
      connected = false;
      return before;
    }
  }

  private void showProgress(Operation operation) {
    if (!operation.getMetadata().is(ExecuteProjectJobMetadata.class)) {
      return;
    }
    ExecuteProjectJobMetadata metadata =
        Operations.unpack(operation.getMetadata(), ExecuteProjectJobMetadata.class);
    JobStatus status = status(metadata);
    StringBuilder line = new StringBuilder("job " + jobId + ": " + status);
    if (metadata.hasProgress()) {
      JobProgress progress = metadata.getProgress();
      line.append(", ").append(progress.getProgress()).append(" %");
      if (!progress.getMessage().isBlank()) {
        line.append(", ").append(progress.getMessage().lines().findFirst().orElse(""));
      }
    }
    console.progress(line.toString());
  }

  /** Of the new field, or of the one that older servers fill. */
  @SuppressWarnings("deprecation")
  private static JobStatus status(ExecuteProjectJobMetadata metadata) {
    return metadata.hasMetadata()
        ? metadata.getMetadata().getStatus()
        : metadata.getJob().getStatus();
  }

  private int conclude(Operation ended) {
    if (ended.hasError()) {
      console.say("job " + jobId + ": " + Operations.error(ended));
      return FAILED;
    }
    ExecuteProjectJobResponse response =
        Operations.unpack(ended.getResponse(), ExecuteProjectJobResponse.class);
    response.getOutputFilesErrorsList().forEach(this::report);
    boolean whole = outputs.fetch(jobId, OutputFiles.outputs(response.getOutputFilesList()));
    response.getOutputDatasetsList().forEach(this::report);
    long code = response.getResult().getReturnCode();
    console.say(
        "job "
            + jobId
            + ": "
            + (code == 0 ? JobStatus.SUCCESS : "the program returned code " + code));
    return code == 0 ? (whole ? 0 : FAILED) : exitCode(code);
  }

  private void report(FileUploadError error) {
    String path =
        error.hasOutputFileDesc() ? error.getOutputFileDesc().getPath() : error.getLogFileName();
    String why = error.getDescription().isBlank() ? error.getType().name() : error.getDescription();
    console.say(why.contains(path) ? why : path + ": " + why);
  }

  private void report(OutputDataset dataset) {
    console.say(
        "created dataset "
            + dataset.getDesc().getName()
            + ", use it as datasets: ["
            + dataset.getId()
            + "]");
  }

  /** The shell knows 0 to 255. */
  private static int exitCode(long code) {
    return code > 0 && code <= LARGEST_EXIT_CODE ? (int) code : FAILED;
  }
}
