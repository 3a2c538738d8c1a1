package io.rowrun.executor.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import io.rowrun.executor.environment.PackageIndex;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed with SIGKILL while pip installs what a job requires. */
class SetUpCrashTest {
  @TempDir Path temp;
  private Path data;
  private @Nullable PackageIndex opened; // null: there is no Python
  private PackageIndex index;

  @BeforeEach
  void open() throws IOException {
    data = temp.resolve("data");
    index = new PackageIndex().with("alpha", "1.0");
    index.shut();
    opened = index;
  }

  @AfterEach
  void close() throws Exception {
    if (opened != null) {
      opened.close();
    }
    PackageIndex.deleteEnvironments(data);
  }

  @Test
  void theNextServiceFindsTheSetUpRunningAndGoesOn() throws Exception {
    String jobId = submitAndKill();
    String supervisor = Files.readString(setUp(jobId).resolve("supervisor"));

    try (DataDirectory directory = DataDirectory.tryOwn(data).orElseThrow();
        EmbeddedExecutor executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults())) {
      ProjectJobServiceBlockingStub jobs =
          ProjectJobServiceGrpc.newBlockingStub(executor.channel());
      assertThat(get(jobs, jobId).getStatus()).isEqualTo(JobStatus.PREPARING);
      assertThat(setUp(jobId).resolve("supervisor")).hasContent(supervisor);
      index.open();
      assertDone(jobs, jobId);
    }
  }

  @Test
  void theNextServiceFindsTheSetUpEndedAndGoesOn() throws Exception {
    String jobId = submitAndKill();
    index.open();
    await().until(() -> Files.exists(setUp(jobId).resolve("exit")));

    try (DataDirectory directory = DataDirectory.tryOwn(data).orElseThrow();
        EmbeddedExecutor executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults())) {
      assertDone(ProjectJobServiceGrpc.newBlockingStub(executor.channel()), jobId);
    }
  }

  /** Returns the job whose set-up waits for the index. */
  private String submitAndKill() throws Exception {
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.config.file="
                    + System.getProperty("java.util.logging.config.file", ""),
                "-cp",
                System.getProperty("java.class.path"),
                SetUpService.class.getName(),
                data.toString(),
                index.url())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
      String jobId = lines.readLine();
      index.asked().await();
      return jobId;
    } finally {
      service.destroyForcibly().waitFor();
    }
  }

  private void assertDone(ProjectJobServiceBlockingStub jobs, String jobId) {
    Job ended = await().until(() -> get(jobs, jobId), Job::hasFinishedAt);
    assertThat(ended.getStatus()).as(ended.getStatusDetails()).isEqualTo(JobStatus.SUCCESS);
    assertThat(CrashJob.readLog(jobs, jobId).out())
        .endsWith("\n1.0\n")
        .containsOnlyOnce("made the environment in")
        .containsOnlyOnce("Successfully installed alpha-1.0");
    await().until(() -> !Files.exists(setUp(jobId)));
  }

  private static Job get(ProjectJobServiceBlockingStub jobs, String jobId) {
    return jobs.get(GetProjectJobRequest.newBuilder().setJobId(jobId).build());
  }

  private Path setUp(String jobId) {
    return data.resolve("jobs").resolve(jobId).resolve("setup");
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10));
  }
}
