package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.LATER;
import static io.rowrun.executor.store.StoreFixtures.LEASE_END;
import static io.rowrun.executor.store.StoreFixtures.NODE;
import static io.rowrun.executor.store.StoreFixtures.cancel;
import static io.rowrun.executor.store.StoreFixtures.ended;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.start;
import static io.rowrun.executor.store.StoreFixtures.success;
import static io.rowrun.executor.store.StoreScenario.CAPACITY;
import static io.rowrun.executor.store.StoreScenario.assertFails;
import static io.rowrun.executor.store.StoreScenario.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobEvent;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a cancel does, whenever it comes. */
interface CancelClaims extends StoreClaims {

  @Test
  default void cancelOfAJobThatWasNotExecutedEndsIt() {
    Job job = given().createJob("true");

    assertThat(database().executions().requestCancel(job.id(), cancel("not needed")))
        .isEqualTo(JobStatus.CANCELLED);

    Job cancelled = database().jobs().get(job.id());
    assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(cancelled.statusDetails()).isEqualTo("not needed");
    assertThat(cancelled.finishedAt()).isEqualTo(LATER);
    assertThat(database().jobs().events(job.id()))
        .extracting(JobEvent::to)
        .containsExactly(JobStatus.CREATING, JobStatus.CANCELLING, JobStatus.CANCELLED);
  }

  @Test
  default void cancelOfAQueuedJobEndsItsExecutionAndOperationAndNobodyClaimsIt() {
    Execution queued = given().enqueue(given().createJob("true"), 1);

    assertThat(database().executions().requestCancel(queued.jobId(), cancel("why not")))
        .isEqualTo(JobStatus.CANCELLED);

    Execution cancelled = database().executions().get(queued.id());
    assertThat(cancelled.state()).isEqualTo(JobStatus.CANCELLED);
    assertThat(cancelled.errorCode()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(cancelled.cancel()).isEqualTo(cancel("why not"));
    Operation operation = database().operations().get(queued.id());
    assertThat(operation.done()).isTrue();
    assertThat(operation.errorCode()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(operation.errorMessage()).isEqualTo("Canceled by user: why not");
    assertThat(database().executions().claim(NODE, 8, CAPACITY, LEASE_END, 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"PREPARING", "EXECUTING", "UPLOADING_OUTPUT"})
  default void cancelOfAClaimedJobIsSeenByItsOwner(JobStatus status) {
    Execution execution = given().claimOne("canceller");
    given().bringTo(execution, status);

    assertThat(database().executions().requestCancel(execution.jobId(), cancel("stop")))
        .isEqualTo(JobStatus.CANCELLING);

    assertThat(database().jobs().get(execution.jobId()).status()).isEqualTo(JobStatus.CANCELLING);
    assertThat(database().executions().cancelling("canceller"))
        .singleElement()
        .satisfies(seen -> assertThat(seen.cancel()).isEqualTo(cancel("stop")));
    assertThat(database().operations().get(execution.id()).done()).isFalse();
    given().finish(execution, ended(JobStatus.ERROR, 137));
    assertThat(database().executions().cancelling("canceller")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUCCESS", "ERROR", "CANCELLED"})
  default void cancelOfAnEndedJobIsRefused(JobStatus status) {
    Execution execution = given().claimOne(NODE);
    if (status == JobStatus.CANCELLED) {
      database().executions().requestCancel(execution.jobId(), cancel(""));
    }
    given().finish(execution, ended(status, 0));

    assertFails(
        () -> database().executions().requestCancel(execution.jobId(), cancel("")),
        ErrorCode.FAILED_PRECONDITION,
        "job " + execution.jobId() + " has ended (" + status + ") and cannot be cancelled");
  }

  @Test
  default void whoeverCancelledSeesCancelledEvenIfTheProgramEndedWellMeanwhile() {
    Execution execution = given().claimOne(NODE);
    Lease lease = Lease.of(execution);
    database().executions().started(lease, start());
    database().executions().requestCancel(execution.jobId(), cancel("too late"));

    assertThat(database().executions().collecting(lease, LATER)).isTrue();
    assertThat(database().executions().finish(lease, success())).isTrue();

    Execution ended = database().executions().get(execution.id());
    assertThat(ended.state()).isEqualTo(JobStatus.CANCELLED);
    assertThat(ended.returnCode()).isZero();
    assertThat(ended.errorMessage()).isEqualTo("Canceled by user: too late");
  }

  @Test
  default void aLostJobThatWasBeingCancelledIsAnError() {
    Execution execution = given().claimOne(NODE);
    database().executions().requestCancel(execution.jobId(), cancel(""));

    database()
        .executions()
        .finish(
            Lease.of(execution),
            Outcome.failed(JobStatus.ERROR, LATER, ErrorCode.DATA_LOSS, "lost"));

    assertThat(database().jobs().get(execution.jobId()).status()).isEqualTo(JobStatus.ERROR);
  }

  @Test
  default void startOfAnExecutionBeingCancelledIsNotedAndItStaysSo() {
    Execution execution = given().claimOne(NODE);
    database().executions().requestCancel(execution.jobId(), cancel(""));

    assertThat(database().executions().started(Lease.of(execution), start())).isTrue();

    Execution noted = database().executions().get(execution.id());
    assertThat(noted.state()).isEqualTo(JobStatus.CANCELLING);
    assertThat(noted.startedAt()).isEqualTo(LATER);
    given().finish(execution, success());
  }

  @Test
  default void aSecondCancelMayForceAndNeverSoftens() {
    Execution execution = given().claimOne(NODE);
    String jobId = execution.jobId();

    database().executions().requestCancel(jobId, new CancelRequest("please", true, LATER));
    assertThat(given().cancelOf(execution).graceful()).isTrue();
    database().executions().requestCancel(jobId, new CancelRequest("now", false, LATER));
    assertThat(given().cancelOf(execution).graceful()).isFalse();
    database().executions().requestCancel(jobId, new CancelRequest("please", true, LATER));
    assertThat(given().cancelOf(execution).graceful()).isFalse();
    given().finish(execution, success());
  }

  @Test
  default void cancelAgainstClaimLeavesNoThirdState() throws Exception {
    for (int round = 0; round < 20; round++) {
      Execution queued = given().enqueue(given().createJob("true"), 1);
      List<Object> results =
          inParallel(
              List.of(
                  () -> database().executions().claim("racer", 8, CAPACITY, LEASE_END, 1),
                  () -> database().executions().requestCancel(queued.jobId(), cancel(""))));
      Execution after = database().executions().get(queued.id());
      boolean claimed = !((List<?>) results.get(0)).isEmpty();
      assertThat(after.state())
          .isEqualTo(claimed ? JobStatus.CANCELLING : JobStatus.CANCELLED)
          .isEqualTo(results.get(1));
      if (claimed) {
        given().finish(after, success());
      }
    }
  }
}
