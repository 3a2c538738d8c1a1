package io.rowrun.executor.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.launcher.LaunchSpec;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.launcher.StopRequest;
import io.rowrun.executor.launcher.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that spoil what is around them harm themselves: they end, and others go on. */
final class HostileJobTest {
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
  void aProgramThatRemovesItsJobDirectoryIsLostAndNothingOfItRunsOn() throws IOException {
    Execution submitted = rig.submit("cd /; rm -rf \"$OLDPWD/..\"/*; exec sleep 300");

    rig.open();

    Execution ended = rig.ended(submitted);
    assertThat(ended.state()).isEqualTo(JobStatus.ERROR);
    assertThat(ended.errorMessage()).startsWith("LOST: ");
    assertThat(Rig.processes(submitted)).isEmpty();
  }

  @Test
  void aProgramThatRemovesItsWorkingDirectoryEnds() {
    JobParameters parameters =
        JobParameters.builder("rm -rf \"$PWD\"; exit 5")
            .outputFiles(List.of(new FileDesc("o", null)))
            .build();
    Execution submitted = rig.submit(parameters, 4);

    rig.open();

    assertThat(rig.ended(submitted).returnCode()).isEqualTo(5);
  }

  @Test
  void aProgramThatStopsItselfByTheControlFilesEndsInAnError() {
    Execution submitted = rig.submit("echo '15 0' > ../request; exit 0");

    rig.open();

    assertThat(rig.ended(submitted).state()).isEqualTo(JobStatus.ERROR);
  }

  @Test
  void pipesInPlaceOfLogAndControlFilesHoldNobodyUp() {
    List<Execution> bad =
        List.of(
            rig.submit("rm ../stdout; mkfifo ../stdout; echo x >&2"),
            rig.submit("mkfifo ../log.idx; mkfifo ../progress; echo x"),
            rig.submit("mkfifo ../exit; sleep 0.3; rm ../exit"),
            rig.submit("rm ../stdout; mkdir ../stdout"));
    Execution good = rig.submit("true");

    rig.open();

    assertThat(rig.ended(good).state()).isEqualTo(JobStatus.SUCCESS);
    assertThat(bad).allSatisfy(job -> assertThat(rig.ended(job).returnCode()).isZero());
  }

  @Test
  void nothingButLogAndControlFilesStaysInTheDirectoryOfAnEndedJob() throws IOException {
    JobParameters parameters =
        JobParameters.builder("echo x > ${OUT}; ln -s / out; mkdir -p a/b; chmod 0 a/b a")
            .outputFiles(List.of(new FileDesc("/elsewhere/o", "OUT")))
            .build();
    Execution submitted = rig.submit(parameters, 4);
    rig.open();

    assertThat(rig.ended(submitted).outputFiles()).hasSize(1);

    rig.closeQueue();
    try (var left = Files.list(rig.directories.of(submitted.jobId()))) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  void aStopThatCouldNotBeToldAtOnceIsToldLater() throws IOException {
    Execution submitted = rig.submit("sleep 300");
    JobQueue queue = rig.open(8, new FailingOnce(rig.launcher));
    Rig.await()
        .until(() -> rig.store.executions().get(submitted.id()).state() == JobStatus.EXECUTING);

    rig.store
        .executions()
        .requestCancel(submitted.jobId(), new CancelRequest("", false, Instant.now()));
    queue.cancelRequested(submitted.jobId());

    assertThat(rig.ended(submitted).state()).isEqualTo(JobStatus.CANCELLED);
    assertThat(Rig.processes(submitted)).isEmpty();
  }

  /** A host that is out of processes for a moment, when a stop is wanted. */
  private record FailingOnce(Launcher real, AtomicInteger stops) implements Launcher {
    FailingOnce(Launcher real) {
      this(real, new AtomicInteger());
    }

    @Override
    public String engine(LaunchSpec spec) {
      return real.engine(spec);
    }

    @Override
    public void start(LaunchSpec spec) {
      real.start(spec);
    }

    @Override
    public TaskState poll(Path directory) {
      return real.poll(directory);
    }

    @Override
    public void stop(Path directory, StopRequest request) {
      if (stops.incrementAndGet() == 1) {
        throw new ExecutorException(ErrorCode.UNAVAILABLE, "no more processes");
      }
      real.stop(directory, request);
    }

    @Override
    public void killLeftovers(Path directory, String executionId) {
      real.killLeftovers(directory, executionId);
    }
  }
}
