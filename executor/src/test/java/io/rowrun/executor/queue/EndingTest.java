package io.rowrun.executor.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.launcher.EndReason;
import io.rowrun.executor.launcher.ExitRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EndingTest {
  @Test
  void aProgramThatDidItsWorkNeedsNoWords() {
    assertThat(exited(0)).isEqualTo(new Ending(JobStatus.SUCCESS, "", null, ""));
  }

  @Test
  void aCodeIsNamedWithWhatItMayMean() {
    assertThat(exited(3))
        .isEqualTo(new Ending(JobStatus.ERROR, "Program returned code 3", null, ""));
    assertThat(exited(127).details())
        .isEqualTo("Program returned code 127 (as when a command is not found)");
    assertThat(exited(139).details())
        .isEqualTo("Program returned code 139 (signal 11, SIGSEGV)")
        .isEqualTo(exited(139).note());
    assertThat(exited(255).details()).isEqualTo("Program returned code 255");
  }

  @Test
  void aCancelledProgramIsTheUsersWill() {
    CancelRequest cancel = new CancelRequest("too slow", true, Instant.EPOCH);

    assertThat(Ending.of(exit(EndReason.CANCELLED, 137), cancel, null))
        .isEqualTo(
            new Ending(
                JobStatus.CANCELLED,
                "Canceled by user: too slow",
                ErrorCode.CANCELLED,
                "Canceled by user: too slow; the program was killed"));
    assertThat(Ending.of(exit(EndReason.CANCELLED, 1), null, null).error())
        .isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void aProgramThatRanTooLongIsTold() {
    assertThat(Ending.of(exit(EndReason.TIMEOUT, 143), null, Duration.ofSeconds(90)))
        .isEqualTo(
            new Ending(
                JobStatus.ERROR,
                "stopped after 90 s, the longest a program may run here",
                ErrorCode.DEADLINE_EXCEEDED,
                "stopped after 90 s, the longest a program may run here; the program returned"
                    + " code 143"));
  }

  @Test
  void whatWasNotKeptIsNamed() {
    List<FileError> seven = IntStream.range(0, 7).mapToObj(i -> missing("f" + i)).toList();

    assertThat(exited(0).without(List.of(missing("a")), List.of(missing("d"))).details())
        .isEqualTo("no a; no d");
    assertThat(exited(0).without(seven, List.of()).details())
        .isEqualTo("7 output files were not kept: f0, f1, f2, f3, f4, …");
    assertThat(exited(3).without(seven, List.of())).isEqualTo(exited(3));
  }

  private static Ending exited(int code) {
    return Ending.of(exit(EndReason.EXITED, code), null, null);
  }

  private static ExitRecord exit(EndReason reason, int code) {
    return new ExitRecord(code, Instant.EPOCH, reason, null, null, null);
  }

  private static FileError missing(String path) {
    return new FileError(path, null, "no " + path, FileError.Type.NOT_FOUND);
  }
}
