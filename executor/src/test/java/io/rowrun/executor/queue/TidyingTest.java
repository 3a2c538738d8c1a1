package io.rowrun.executor.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.OutputDatasetDesc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TidyingTest {
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
  void whatAKilledServiceDidNotComeToRemoveIsRemovedByTheNext() throws IOException {
    rig.open();
    Path ended = endedJob("echo kept");
    Path deleted = endedJob("true");
    rig.closeQueue();
    delete(deleted.getFileName().toString()); // and killed before the directory was removed
    Files.createDirectories(ended.resolve("work/a"));

    rig.open();

    Rig.await().until(() -> !Files.exists(deleted) && !Files.exists(ended.resolve("work")));
    assertThat(ended.resolve("stdout")).hasContent("kept");
  }

  @Test
  void aDirectoryOfWhichTheStoreKnowsNothingIsLeftAlone() throws IOException {
    Path unknown = Files.createDirectories(rig.directories.of("junknown").resolve("work"));
    rig.open();
    Path deleted = endedJob("true");
    rig.closeQueue();
    delete(deleted.getFileName().toString());

    rig.open();

    Rig.await().until(() -> !Files.exists(deleted));
    rig.closeQueue();
    assertThat(unknown).exists();
  }

  @Test
  void datasetsOfWhichTheEndOfTheirJobDoesNotKnowAreRemovedAndOthersAreNot() throws IOException {
    rig.open();
    Path failed = endedJob(making("exit 1"));
    Path made = endedJob(making("echo x > ${A}/f"));
    rig.closeQueue();
    Path stray = dataset(failed); // moved, then its job was cancelled, and the service killed
    Files.writeString(Files.createDirectories(stray).resolve("f"), "x");
    Files.createDirectories(failed.resolve("output-datasets"));
    Files.createDirectories(made.resolve("output-datasets"));

    rig.open();

    Rig.await()
        .until(
            () ->
                !Files.exists(failed.resolve("output-datasets"))
                    && !Files.exists(made.resolve("output-datasets")));
    assertThat(stray).doesNotExist();
    assertThat(dataset(made).resolve("f")).hasContent("x");
  }

  private Path dataset(Path jobDirectory) {
    return root.resolve("datasets/p1")
        .resolve(Ids.dataset(jobDirectory.getFileName().toString(), 0));
  }

  private static JobParameters making(String cmd) {
    return JobParameters.builder(cmd)
        .outputDatasets(List.of(new OutputDatasetDesc("a", "", Map.of(), 1, "A")))
        .build();
  }

  private Path endedJob(String cmd) {
    return endedJob(JobParameters.of(cmd));
  }

  private Path endedJob(JobParameters parameters) {
    Execution execution = rig.submit(parameters, 4);
    JobQueue queue = rig.queue();
    queue.submitted();
    rig.ended(execution);
    return rig.directories.of(execution.jobId());
  }

  private void delete(String jobId) {
    rig.store
        .jobs()
        .delete(
            jobId,
            rig.operation(
                Operation.Kind.DELETE_JOB,
                Ids.operation(Instant.now()),
                rig.store.jobs().get(jobId)),
            null);
  }
}
