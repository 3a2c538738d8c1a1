package io.rowrun.executor.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing can be written to the files of projects: there is a file in place of {@code tmp/}. */
final class FullDiskTest {
  @TempDir Path root;
  private Rig rig;
  private Execution execution;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(root);
    Files.delete(root.resolve("tmp"));
    Files.createFile(root.resolve("tmp"));
    JobParameters parameters =
        JobParameters.builder("echo x > o").outputFiles(List.of(new FileDesc("o", null))).build();
    execution = rig.submit(parameters, 4);
    rig.open();
    Rig.await()
        .until(
            () -> rig.store.executions().get(execution.id()).state() == JobStatus.UPLOADING_OUTPUT);
  }

  @AfterEach
  void close() throws InterruptedException {
    rig.close();
  }

  @Test
  void outputsAreKeptOnceThereIsRoom() throws IOException {
    Files.delete(root.resolve("tmp"));
    Files.createDirectory(root.resolve("tmp"));

    Execution ended = rig.ended(execution);

    assertThat(ended.state()).isEqualTo(JobStatus.SUCCESS);
    assertThat(ended.outputFiles()).extracting(StoredFile::path).containsExactly("o");
  }

  @Test
  void whoCancelsDoesNotWaitForRoom() {
    rig.store
        .executions()
        .requestCancel(execution.jobId(), new CancelRequest("", false, Instant.now()));

    Execution ended = rig.ended(execution);

    assertThat(ended.state()).isEqualTo(JobStatus.CANCELLED);
    assertThat(ended.fileErrors())
        .extracting(FileError::type)
        .containsExactly(FileError.Type.UPLOAD_FAILED);
  }
}
