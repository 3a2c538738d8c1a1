package io.rowrun.executor.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.files.ContentRegister;
import io.rowrun.executor.files.ProjectFiles;
import io.rowrun.executor.files.ZipBytes;
import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.OutputDatasetDesc;
import io.rowrun.executor.job.PythonEnvironment;
import io.rowrun.executor.job.WorkingStorage;
import io.rowrun.executor.launcher.TaskState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a queue does with files, and what the next one makes of what it left. */
final class FilesOfRunTest {
  private static final String WAIT = "until test -e go; do sleep 0.05; done; ";

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
  void aDatasetThatWasMovedBeforeTheEndWasWrittenIsMadeOnce() throws IOException {
    Execution execution = rig.submit(making(WAIT + "echo x > ${A}/f; echo y > ${B}/f"), 4);
    rig.open();
    Path directory = rig.directories.of(execution.jobId());
    Rig.await().until(() -> Files.exists(directory.resolve("job.sh")));
    rig.closeQueue(); // the supervisor goes on
    Files.createFile(directory.resolve("work/go"));
    Rig.await().until(() -> rig.launcher.poll(directory) instanceof TaskState.Exited);
    Path moved = root.resolve("datasets/p1").resolve(Ids.dataset(execution.jobId(), 0));
    Files.createDirectories(moved.getParent());
    Files.move(directory.resolve("output-datasets/0"), moved);

    rig.open();

    Execution ended = rig.ended(execution);
    assertThat(ended.state()).isEqualTo(JobStatus.SUCCESS);
    assertThat(rig.store.jobs().get(execution.jobId()).outputDatasets())
        .extracting(dataset -> dataset.id())
        .containsExactly(Ids.dataset(execution.jobId(), 0), Ids.dataset(execution.jobId(), 1));
    assertThat(moved.resolve("f")).hasContent("x");
    assertThat(moved.resolveSibling(Ids.dataset(execution.jobId(), 1)).resolve("f"))
        .hasContent("y");
    assertThat(rig.store.datasets().find("p1", Ids.dataset(execution.jobId(), 1))).isPresent();
  }

  @Test
  void theQuotaHoldsOverARestart() throws IOException {
    JobParameters parameters =
        JobParameters.builder(WAIT + "fallocate -l 1100M big; sleep 600")
            .workingStorage(new WorkingStorage(WorkingStorage.Type.SSD, 1))
            .build();
    Execution execution = rig.submit(parameters, 4);
    rig.open();
    Path work = rig.directories.of(execution.jobId()).resolve("work");
    Rig.await().until(() -> Files.exists(work.resolveSibling("job.sh")));
    rig.closeQueue();
    Files.createFile(work.resolve("go"));

    rig.open();

    Execution ended = rig.ended(execution);
    assertThat(ended.state()).isEqualTo(JobStatus.ERROR);
    assertThat(ended.errorCode()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(ended.errorMessage()).startsWith("working storage: the job has written ");
  }

  @Test
  void localModulesAreUnpackedIntoTheWorkingDirectory() throws IOException {
    JobParameters parameters =
        JobParameters.builder("cat one.py package/two.py && ls ${_LOCAL_MODULE_0}")
            .environment(
                python(
                    module("/tmp/m1", "_LOCAL_MODULE_0", ZipBytes.of("one.py", "1\n")),
                    module("/tmp/m2", "_LOCAL_MODULE_1", ZipBytes.of("package/two.py", "2\n"))))
            .build();

    Execution execution = rig.submit(parameters, 4);
    rig.open();

    assertThat(rig.ended(execution).state()).isEqualTo(JobStatus.SUCCESS);
    assertThat(rig.directories.of(execution.jobId()).resolve("stdout"))
        .hasContent("1\n2\none.py\npackage");
  }

  @Test
  void aHostileModuleEndsTheJob() throws IOException {
    JobParameters parameters =
        JobParameters.builder("echo ran")
            .environment(python(module("/tmp/m1", null, ZipBytes.of("../out.py", "1"))))
            .build();

    Execution execution = rig.submit(parameters, 4);
    rig.open();

    Execution ended = rig.ended(execution);
    assertThat(ended.errorCode()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(ended.errorMessage())
        .isEqualTo(
            "local module '/tmp/m1' cannot be unpacked: its entry '../out.py' leads out of the"
                + " directory, or around in it");
  }

  @Test
  void whoCancelsDoesNotWaitForOutputs() {
    JobParameters parameters =
        JobParameters.builder("truncate -s 1T huge; mkdir d; truncate -s 1T d/huge")
            .outputFiles(List.of(new FileDesc("huge", null), new FileDesc("d", null)))
            .build();
    Execution execution = rig.submit(parameters, 4);
    JobQueue queue = rig.open();
    Rig.await()
        .until(
            () -> rig.store.executions().get(execution.id()).state() == JobStatus.UPLOADING_OUTPUT);

    rig.store
        .executions()
        .requestCancel(execution.jobId(), new CancelRequest("", false, Instant.now()));
    queue.cancelRequested(execution.jobId());

    Execution ended = rig.ended(execution);
    assertThat(ended.state()).isEqualTo(JobStatus.CANCELLED);
    assertThat(ended.outputFiles()).isEmpty();
    assertThat(ended.fileErrors())
        .extracting(error -> error.path() + ": " + error.description())
        .containsExactly(
            "huge: output file 'huge': cannot keep 'huge': the job was cancelled",
            "d: output file 'd': cannot keep 'huge': the job was cancelled");
  }

  private static JobParameters making(String cmd) {
    return JobParameters.builder(cmd)
        .outputDatasets(
            List.of(
                new OutputDatasetDesc("a", "", Map.of(), 1, "A"),
                new OutputDatasetDesc("b", "", Map.of(), 1, "B")))
        .build();
  }

  private static Environment python(InputFile... modules) {
    return new Environment(
        Map.of(), null, null, new PythonEnvironment("", List.of(modules), "", List.of(), null));
  }

  private InputFile module(String path, @Nullable String var, ZipBytes zip) throws IOException {
    var content =
        ProjectFiles.open(root, ContentRegister.NONE)
            .put("p1", "j", path, new ByteArrayInputStream(zip.bytes()), null, null);
    return new InputFile(path, var, content.sha256(), content.sizeBytes(), Compression.ZIP);
  }
}
