package io.rowrun.executor.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.v1.Execution;
import io.rowrun.proto.v1.ExecutionServiceGrpc;
import io.rowrun.proto.v1.ExecutionServiceGrpc.ExecutionServiceBlockingStub;
import io.rowrun.proto.v1.ListExecutionsRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service is killed with SIGKILL at random points, again and again, over one data directory:
 * while it starts, while it takes jobs, while they run and end. What it acknowledged must be there,
 * must have run exactly once, with its exit code and its whole log, and nothing may be left
 * running.
 *
 * <p>{@code -Drowrun.crash.cycles=N -Drowrun.crash.seed=S} change the number of kills and the
 * moments.
 */
class CrashTest {
  private static final int CYCLES = Integer.getInteger("rowrun.crash.cycles", 200);
  private static final long SEED = Long.getLong("rowrun.crash.seed", 20261120L);

  /** More than one life can submit. */
  private static final int JOBS_A_LIFE = 10_000;

  @TempDir Path temp;

  /** Acknowledged jobs by number: id of the created, whether Execute was acknowledged too. */
  private final Map<Integer, String> created = new TreeMap<>();

  private final Map<Integer, String> executed = new TreeMap<>();
  private final ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
  private int nextJob;

  @AfterEach
  void stopKiller() {
    killer.shutdownNow();
  }

  @Test
  void whatWasAcknowledgedRunsExactlyOnceWhateverIsKilled() throws Exception {
    Path data = temp.resolve("data");
    Path marks = Files.createDirectories(temp.resolve("marks"));
    Random random = new Random(SEED);
    int kills = 0;
    for (; kills < CYCLES; kills++) {
      crash(data, marks, random);
    }
    assertThat(executed)
        .as("jobs acknowledged over " + kills + " kills")
        .hasSizeGreaterThan(CYCLES / 2);
    verify(data, marks);
    System.out.printf(
        "crash test: %d kills, %d jobs created, %d executed, none lost, none run twice (seed %d)%n",
        kills, created.size(), executed.size(), SEED);
  }

  /** One life of the service, ended by SIGKILL after a random time. */
  private void crash(Path data, Path marks, Random random)
      throws IOException, InterruptedException {
    // the service may have made jobs whose acknowledgement was cut off: never use a number again
    Path said = Files.createTempFile(temp, "said", ".txt"); // whoever holds a pipe could hold us up
    Process service = start(data, marks, nextJob, said);
    nextJob += JOBS_A_LIFE;
    boolean killWhileStarting = random.nextInt(8) == 0;
    boolean longLife = random.nextInt(3) == 0;
    long lifeMicros = random.nextInt(longLife ? 2_000_000 : 700_000);
    if (!killWhileStarting) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> Files.readString(said).startsWith("READY\n"));
    }
    ScheduledFuture<?> kill =
        killer.schedule(service.toHandle()::destroyForcibly, lifeMicros, TimeUnit.MICROSECONDS);
    assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.isDone()).as("the service ended by itself").isTrue();
    Files.readString(said).lines().forEach(this::acknowledge);
    Files.delete(said);
  }

  private static Process start(Path data, Path marks, int firstJob, Path said) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Djava.util.logging.config.file="
                + System.getProperty("java.util.logging.config.file", ""),
            "-cp",
            System.getProperty("java.class.path"),
            CrashingService.class.getName(),
            data.toString(),
            marks.toString(),
            Integer.toString(firstJob))
        .redirectOutput(said.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** A line cut off by the kill is no acknowledgement. */
  private void acknowledge(String line) {
    String[] words = line.split(" ");
    if (words.length == 4 && words[3].equals(".")) {
      (words[0].equals("CREATED") ? created : executed).put(Integer.valueOf(words[1]), words[2]);
    }
  }

  private void verify(Path data, Path marks) throws IOException {
    try (DataDirectory directory = DataDirectory.tryOwn(data).orElseThrow();
        EmbeddedExecutor executor = EmbeddedExecutor.open(directory, CrashingService.OPTIONS)) {
      ProjectJobServiceBlockingStub jobs =
          ProjectJobServiceGrpc.newBlockingStub(executor.channel());
      for (Map.Entry<Integer, String> job : created.entrySet()) {
        assertThat(
                jobs.get(GetProjectJobRequest.newBuilder().setJobId(job.getValue()).build())
                    .getName())
            .isEqualTo("job-" + job.getKey());
      }
      ExecutionServiceBlockingStub executions =
          ExecutionServiceGrpc.newBlockingStub(executor.channel());
      for (Map.Entry<Integer, String> job : executed.entrySet()) {
        verifyRun(jobs, executions, marks, job.getKey(), job.getValue());
        verifyDataset(jobs, data, job.getKey(), job.getValue());
      }
      verifyNoDatasetWithoutJob(jobs, data);
      verifyNothingRanTwice(marks);
    }
    assertThat(runningJobs(marks)).as("processes left").isEmpty();
  }

  private static void verifyRun(
      ProjectJobServiceBlockingStub jobs,
      ExecutionServiceBlockingStub executions,
      Path marks,
      int n,
      String jobId)
      throws IOException {
    CrashJob.Log log = CrashJob.readLog(jobs, jobId); // waits for the end
    Job job = jobs.get(GetProjectJobRequest.newBuilder().setJobId(jobId).build());
    List<Execution> runs =
        executions
            .list(ListExecutionsRequest.newBuilder().setProjectId("crash").addJobIds(jobId).build())
            .getExecutionsList();
    long code = CrashJob.exitCode(n);
    assertThat(job.getStatus())
        .as("job %d: %s", n, job.getStatusDetails())
        .isEqualTo(code == 0 ? JobStatus.SUCCESS : JobStatus.ERROR);
    assertThat(runs)
        .as("executions of job %d", n)
        .singleElement()
        .matches(run -> run.hasReturnCode() && run.getReturnCode() == code, "returned " + code);
    assertThat(job.getOutputFilesList())
        .as("outputs of job %d", n)
        .singleElement()
        .matches(file -> file.getDesc().getPath().equals(CrashJob.OUTPUT));
    assertThat(marks.resolve("mark-" + n)).as("runs of job %d", n).hasContent("run\n");
    assertThat(log)
        .as("log of job %d", n)
        .isEqualTo(new CrashJob.Log(CrashJob.expectedOut(n), CrashJob.expectedErr(n)));
  }

  /** Success makes the dataset, and nothing else does. */
  private static void verifyDataset(
      ProjectJobServiceBlockingStub jobs, Path data, int n, String jobId) {
    Job job = jobs.get(GetProjectJobRequest.newBuilder().setJobId(jobId).build());
    if (job.getStatus() != JobStatus.SUCCESS) {
      assertThat(job.getOutputDatasetsList()).as("datasets of job %d", n).isEmpty();
      return;
    }
    assertThat(job.getOutputDatasetsList()).as("datasets of job %d", n).hasSize(1);
    String id = job.getOutputDatasets(0).getId();
    assertThat(data.resolve("datasets/crash").resolve(id).resolve("number"))
        .as("dataset of job %d", n)
        .hasContent(n + "\n");
  }

  /** Nothing lies where datasets are that no job's end tells of. */
  private static void verifyNoDatasetWithoutJob(ProjectJobServiceBlockingStub jobs, Path data)
      throws IOException {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> list(jobs, "status IN (PREPARING, EXECUTING, UPLOADING_OUTPUT)").isEmpty());
    Set<String> known =
        list(jobs, "status IN (SUCCESS)").stream()
            .map(job -> job.getOutputDatasets(0).getId())
            .collect(Collectors.toSet());
    try (Stream<Path> all = Files.list(data.resolve("datasets/crash"))) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(known);
    }
  }

  private static List<Job> list(ProjectJobServiceBlockingStub jobs, String filter) {
    List<Job> all = new ArrayList<>();
    String token = "";
    do {
      var page =
          jobs.list(
              ListProjectJobRequest.newBuilder()
                  .setProjectId("crash")
                  .setFilter(filter)
                  .setPageToken(token)
                  .build());
      all.addAll(page.getJobsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all;
  }

  /** Also jobs whose acknowledgement was cut off may have run: once. */
  private static void verifyNothingRanTwice(Path marks) throws IOException {
    try (Stream<Path> all = Files.list(marks)) {
      assertThat(all).allSatisfy(mark -> assertThat(mark).hasContent("run\n"));
    }
  }

  /** Command lines of live processes that have to do with this test's jobs. */
  private static List<String> runningJobs(Path marks) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(
            command ->
                command.contains(marks.toString())
                    || command.contains(marks.getParent().resolve("data").toString()))
        .toList();
  }
}
