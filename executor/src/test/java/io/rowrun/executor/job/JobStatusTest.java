package io.rowrun.executor.job;

import static io.rowrun.executor.job.JobStatus.CANCELLED;
import static io.rowrun.executor.job.JobStatus.CANCELLING;
import static io.rowrun.executor.job.JobStatus.CREATING;
import static io.rowrun.executor.job.JobStatus.ERROR;
import static io.rowrun.executor.job.JobStatus.EXECUTING;
import static io.rowrun.executor.job.JobStatus.PREPARING;
import static io.rowrun.executor.job.JobStatus.SUCCESS;
import static io.rowrun.executor.job.JobStatus.UPLOADING_OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class JobStatusTest {
  @Test
  void theTransitionsAreTheseAndNoOthers() {
    Map<JobStatus, Set<JobStatus>> successors =
        Map.of(
            CREATING, Set.of(PREPARING, CANCELLING, ERROR),
            PREPARING, Set.of(EXECUTING, CANCELLING, ERROR),
            EXECUTING, Set.of(UPLOADING_OUTPUT, CANCELLING, ERROR),
            UPLOADING_OUTPUT, Set.of(SUCCESS, CANCELLING, ERROR),
            CANCELLING, Set.of(CANCELLED, ERROR),
            SUCCESS, Set.of(),
            ERROR, Set.of(),
            CANCELLED, Set.of());

    for (JobStatus status : JobStatus.values()) {
      assertThat(successorsOf(status)).isEqualTo(successors.get(status));
      assertThat(status.isFinal()).isEqualTo(successors.get(status).isEmpty());
    }
  }

  private static Set<JobStatus> successorsOf(JobStatus status) {
    return Arrays.stream(JobStatus.values()).filter(status::canBecome).collect(Collectors.toSet());
  }
}
