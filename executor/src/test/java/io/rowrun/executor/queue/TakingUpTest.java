package io.rowrun.executor.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.executor.launcher.LaunchSpec;
import io.rowrun.executor.launcher.TaskState;
import io.rowrun.executor.store.Lease;
import io.rowrun.executor.store.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a queue makes of executions that another one, now gone, left at any point. */
final class TakingUpTest {
  @TempDir Path root;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(root);
  }

  @AfterEach
  void close() throws InterruptedException {
    rig.close();
  }

  @Test
  void aRunWhoseOutputsWereBeingCollectedEndsAsItsProgramDid() throws IOException {
    JobParameters parameters =
        JobParameters.builder("echo kept > o; exit 3")
            .outputFiles(List.of(new FileDesc("o", null)))
            .build();
    rig.submit(parameters, 4);
    Execution claimed = rig.claimAll().get(0);
    started(claimed);
    runToEnd(claimed, parameters.cmd());
    rig.store.executions().collecting(Lease.of(claimed), Instant.now());

    rig.open();

    Execution ended = rig.ended(claimed);
    assertThat(ended.returnCode()).isEqualTo(3);
    assertThat(ended.errorCode()).isNull();
    assertThat(ended.outputFiles()).extracting(StoredFile::path).containsExactly("o");
  }

  @Test
  void aRunThatStartedAndLeftNoTraceOnDiskIsLostAndNotRunAgain() {
    Path mark = root.resolve("mark");
    rig.submit("touch " + mark);
    Execution claimed = rig.claimAll().get(0);
    started(claimed); // then the power fails, before the directory was on disk

    rig.open();

    assertThat(rig.ended(claimed).errorMessage()).startsWith("LOST: ");
    assertThat(mark).doesNotExist();
  }

  @Test
  void aRunThatStartedBeforeTheHostWasRestartedIsNotRunAgain() throws IOException {
    Path mark = root.resolve("mark");
    rig.submit("touch " + mark);
    Execution claimed = rig.claimAll().get(0);
    started(claimed);
    Path directory = Files.createDirectories(rig.directories.of(claimed.jobId()));
    Files.writeString(directory.resolve("staged"), "another boot");

    rig.open();

    assertThat(rig.ended(claimed).errorMessage()).startsWith("LOST: ");
    assertThat(mark).doesNotExist();
  }

  @Test
  void aRunThatWasAboutToStartIsStarted() throws IOException {
    Execution submitted = rig.submit("exit 4");
    Execution claimed = rig.claimAll().get(0);
    Files.createDirectories(rig.directories.of(claimed.jobId()).resolve("work"));
    rig.directories.markStaged(claimed.jobId());
    started(claimed); // then the service is killed, before it started anything

    rig.open();

    assertThat(rig.ended(submitted).returnCode()).isEqualTo(4);
  }

  @Test
  void aRunningProgramIsFollowedEvenIfTheNodeHasBecomeSmaller() throws Exception {
    JobParameters parameters =
        JobParameters.builder("until [ -e go ]; do sleep 0.05; done")
            .instanceTypes(List.of("c1.32"))
            .build();
    Execution submitted = rig.submit(parameters, 32);
    rig.open(32, rig.launcher);
    Rig.await()
        .until(
            () ->
                rig.launcher.poll(rig.directories.of(submitted.jobId()))
                    instanceof TaskState.Running);
    rig.closeQueue();

    rig.open(8, rig.launcher);
    Files.createFile(rig.directories.of(submitted.jobId()).resolve("work/go"));

    assertThat(rig.ended(submitted).state()).isEqualTo(JobStatus.SUCCESS);
  }

  private void started(Execution claimed) {
    Start start = new Start(Instant.now(), "local", "here", "c1.4");
    assertThat(rig.store.executions().started(Lease.of(claimed), start)).isTrue();
  }

  private void runToEnd(Execution claimed, String cmd) throws IOException {
    Path directory = rig.directories.of(claimed.jobId());
    Files.createDirectories(directory.resolve("work"));
    rig.directories.markStaged(claimed.jobId());
    rig.launcher.start(
        new LaunchSpec(claimed.id(), 1, directory, cmd, Map.of(), null, Duration.ZERO, 15));
    Rig.await().until(() -> rig.launcher.poll(directory) instanceof TaskState.Exited);
  }
}
