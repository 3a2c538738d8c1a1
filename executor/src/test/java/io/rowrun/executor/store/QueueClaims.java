package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.LATER;
import static io.rowrun.executor.store.StoreFixtures.LEASE_END;
import static io.rowrun.executor.store.StoreFixtures.NODE;
import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.cancel;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.run;
import static io.rowrun.executor.store.StoreFixtures.start;
import static io.rowrun.executor.store.StoreFixtures.success;
import static io.rowrun.executor.store.StoreScenario.CAPACITY;
import static io.rowrun.executor.store.StoreScenario.assertFails;
import static io.rowrun.executor.store.StoreScenario.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How executions come into the queue and out of it. */
interface QueueClaims extends StoreClaims {

  @Test
  default void enqueueMakesJobExecutionAndOperationAtOnce() {
    Job job = given().createJob("true");
    Execution execution = Execution.queued(Ids.operation(LATER), job, LATER, USER, 4);
    Operation operation = run(execution);

    Enqueued enqueued = database().executions().enqueue(job.id(), execution, operation);

    assertThat(enqueued).isEqualTo(new Enqueued(execution, operation, true));
    assertThat(database().executions().get(execution.id())).isEqualTo(execution);
    assertThat(database().executions().ofJob(job.id())).contains(execution);
    assertThat(database().operations().get(execution.id())).isEqualTo(operation);
    assertThat(database().jobs().get(job.id()).status()).isEqualTo(JobStatus.PREPARING);
    given().drainQueue();
  }

  @Test
  default void secondEnqueueReturnsTheFirstRunEvenAfterItsEnd() {
    Execution first = given().runToEnd(given().createJob("true"), success());
    Job job = database().jobs().get(first.jobId());
    Execution second = Execution.queued(Ids.operation(LATER), job, LATER, USER, 4);

    Enqueued again = database().executions().enqueue(job.id(), second, run(second));

    assertThat(again.isNew()).isFalse();
    assertThat(again.execution()).isEqualTo(database().executions().get(first.id()));
    assertThat(again.operation().done()).isTrue();
    assertThat(database().executions().find(second.id())).isEmpty();
  }

  @Test
  default void enqueueOfACancelledJobNamesBothStates() {
    Job job = given().createJob("true");
    database().executions().requestCancel(job.id(), cancel(""));

    assertFails(
        () -> given().enqueue(job, 4),
        ErrorCode.FAILED_PRECONDITION,
        "job " + job.id() + " is CANCELLED and cannot become PREPARING");
    assertThat(database().executions().ofJob(job.id())).isEmpty();
  }

  @Test
  default void claimTakesTheOldestFirstAndGivesOwnerLeaseAndEpoch() {
    Execution one = given().enqueue(given().createJob("true"), 4, NOON.plusMillis(1));
    Execution two = given().enqueue(given().createJob("true"), 4, NOON.plusMillis(2));
    Execution zero = given().enqueue(given().createJob("true"), 4, NOON);

    List<Execution> claimed = database().executions().claim(NODE, 8, CAPACITY, LEASE_END, 10);

    assertThat(claimed).extracting(Execution::id).containsExactly(zero.id(), one.id());
    assertThat(claimed)
        .allSatisfy(
            execution -> {
              assertThat(execution.owner()).isEqualTo(NODE);
              assertThat(execution.leaseUntil()).isEqualTo(LEASE_END);
              assertThat(execution.epoch()).isEqualTo(1);
              assertThat(execution.state()).isEqualTo(JobStatus.PREPARING);
            });
    assertThat(database().executions().get(two.id()).owner()).isNull();
    given().drainQueue();
  }

  @Test
  default void aLargeExecutionAtTheHeadIsWaitedForAndNotOvertaken() {
    given().enqueue(given().createJob("true"), 8, NOON);
    given().enqueue(given().createJob("true"), 4, NOON.plusMillis(1));

    assertThat(database().executions().claim(NODE, 4, CAPACITY, LEASE_END, 10)).isEmpty();
    assertThat(database().executions().claim(NODE, 8, CAPACITY, LEASE_END, 10)).hasSize(1);
    given().drainQueue();
  }

  @Test
  default void anExecutionTooLargeForTheNodeHoldsNobodyUp() {
    Execution tooLarge = given().enqueue(given().createJob("true"), 32, NOON);
    Execution small = given().enqueue(given().createJob("true"), 4, NOON.plusMillis(1));

    assertThat(database().executions().claim(NODE, 8, CAPACITY, LEASE_END, 10))
        .extracting(Execution::id)
        .containsExactly(small.id());
    assertThat(database().executions().claim("big-node", 64, 64, LEASE_END, 10))
        .extracting(Execution::id)
        .containsExactly(tooLarge.id());
  }

  @Test
  default void claimTakesNoMoreThanTheLimit() {
    given().enqueue(given().createJob("true"), 1);
    given().enqueue(given().createJob("true"), 1);
    given().enqueue(given().createJob("true"), 1);

    assertThat(database().executions().claim(NODE, 8, CAPACITY, LEASE_END, 2)).hasSize(2);
    given().drainQueue();
  }

  @Test
  default void eightThreadsClaimEachExecutionOnce() throws Exception {
    Set<String> queued = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      queued.add(given().enqueue(given().createJob("true"), 1).id());
    }

    List<List<String>> claims = inParallel(8, given()::claimUntilEmpty);

    List<String> claimed = claims.stream().flatMap(List::stream).toList();
    assertThat(claimed).doesNotHaveDuplicates();
    assertThat(new HashSet<>(claimed)).isEqualTo(queued);
    assertThat(queued).allSatisfy(id -> assertThat(given().epoch(id)).isEqualTo(1));
  }

  @Test
  default void renewProlongsAllLeasesOfTheOwnerAndOnlyThese() {
    Execution mine = given().claimOne("owner-a");
    Execution theirs = given().claimOne("owner-b");

    assertThat(database().executions().renew("owner-a", LATER)).isEqualTo(1);

    assertThat(database().executions().get(mine.id()).leaseUntil()).isEqualTo(LATER);
    assertThat(database().executions().get(theirs.id()).leaseUntil()).isEqualTo(LEASE_END);
  }

  @Test
  default void heldIsWhatTheOwnerClaimedAndDidNotFinish() {
    Execution goesOn = given().claimOne("holder");
    Execution ends = given().claimOne("holder");
    database().executions().started(Lease.of(goesOn), start());
    given().finish(ends, success());

    assertThat(database().executions().held("holder"))
        .containsExactly(database().executions().get(goesOn.id()));
    assertThat(database().executions().held("nobody")).isEmpty();
  }
}
