package io.rowrun.executor.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.DownloadResponse;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contents that jobs share come and go at the same time, also while the service is killed: nothing
 * that a job with data needs is ever lost, and in the end nothing is left over. {@code
 * -Drowrun.crash.cycles=N} changes the number of kills.
 */
class ContentCrashTest {
  private static final int CYCLES = Math.max(1, Integer.getInteger("rowrun.crash.cycles", 80) / 8);
  private static final int THREADS = 6;
  private static final int LIVES = 12;

  @TempDir Path temp;

  @Test
  void contentsThatManyJobsShareAreNeverLost() throws Exception {
    try (DataDirectory directory = DataDirectory.tryOwn(temp).orElseThrow();
        EmbeddedExecutor executor = EmbeddedExecutor.open(directory, CrashingService.OPTIONS)) {
      ContentChurn churn = new ContentChurn(executor.channel());
      List<Callable<Void>> threads = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        threads.add(
            () -> {
              churn.run(first, LIVES);
              return null;
            });
      }
      ExecutorService pool = Executors.newFixedThreadPool(THREADS);
      try {
        for (Future<Void> end : pool.invokeAll(threads)) {
          end.get();
        }
      } finally {
        pool.shutdownNow();
      }
      assertNothingIsLeft();
    }
  }

  @Test
  void contentsOfLiveJobsSurviveKillsAndTheOthersGo() throws Exception {
    Random random = new Random(20261120);
    for (int kill = 0; kill < CYCLES; kill++) {
      churnAndKill(300 + random.nextInt(1_500));
    }
    try (DataDirectory directory = DataDirectory.tryOwn(temp).orElseThrow();
        EmbeddedExecutor executor = EmbeddedExecutor.open(directory, CrashingService.OPTIONS)) {
      ProjectJobServiceBlockingStub jobs =
          ProjectJobServiceGrpc.newBlockingStub(executor.channel());
      ContentChurn churn = new ContentChurn(executor.channel());
      for (Job job : all(jobs)) {
        if (!job.getDataCleared()) {
          ContentChurn.requireSuccess(finish(jobs, churn, job));
          assertReadable(executor, job);
        }
      }
      jobs.deleteAllData(
          DeleteAllProjectJobDataRequest.newBuilder().setProjectId(ContentChurn.PROJECT).build());
      assertNothingIsLeft();
    }
  }

  private void churnAndKill(long millis) throws IOException, InterruptedException {
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ContentChurn.class.getName(),
                temp.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("READY");
      assertThat(service.waitFor(millis, TimeUnit.MILLISECONDS)).as("it ended by itself").isFalse();
    } finally {
      service.destroyForcibly().waitFor();
    }
  }

  /** The job after its end, which it is brought to if need be. */
  private static Job finish(ProjectJobServiceBlockingStub jobs, ContentChurn churn, Job job) {
    if (job.getStatus() == JobStatus.CREATING) {
      churn.upload(job.getId());
      jobs.execute(ExecuteProjectJobRequest.newBuilder().setJobId(job.getId()).build());
    }
    return churn.await(job.getId());
  }

  private static List<Job> all(ProjectJobServiceBlockingStub jobs) {
    List<Job> all = new ArrayList<>();
    String token = "";
    do {
      var page =
          jobs.list(
              ListProjectJobRequest.newBuilder()
                  .setProjectId(ContentChurn.PROJECT)
                  .setPageToken(token)
                  .build());
      all.addAll(page.getJobsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all;
  }

  private static void assertReadable(EmbeddedExecutor executor, Job job) {
    Iterator<DownloadResponse> parts =
        FileServiceGrpc.newBlockingStub(executor.channel())
            .download(
                DownloadRequest.newBuilder()
                    .setJobId(job.getId())
                    .setKind(FileKind.INPUT)
                    .setPath("in")
                    .build());
    ByteString bytes = ByteString.EMPTY;
    while (parts.hasNext()) {
      bytes = bytes.concat(parts.next().getChunk());
    }
    assertThat(ContentChurn.sha256(bytes.toByteArray()))
        .isEqualTo(job.getJobParameters().getInputFiles(0).getSha256());
  }

  private void assertNothingIsLeft() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(files(temp.resolve("files"))).isEmpty();
              assertThat(files(temp.resolve("jobs"))).isEmpty();
            });
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
