package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.LATER;
import static io.rowrun.executor.store.StoreFixtures.LEASE_END;
import static io.rowrun.executor.store.StoreFixtures.NODE;
import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.ended;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.start;
import static io.rowrun.executor.store.StoreFixtures.success;
import static io.rowrun.executor.store.StoreScenario.CAPACITY;
import static io.rowrun.executor.store.StoreScenario.PROJECT;
import static io.rowrun.executor.store.StoreScenario.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.Dataset;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobEvent;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.OutputDataset;
import io.rowrun.executor.job.OutputDatasetDesc;
import io.rowrun.executor.job.StoredFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a run goes from its claim to its end. */
interface RunClaims extends StoreClaims {

  @Test
  default void aRunGoesThroughItsStatesAndEndsJobExecutionAndOperation() {
    Job job =
        Job.builder(Ids.job(NOON), PROJECT, NOON, USER, JobParameters.of("true"))
            .dataTtl(Duration.ofDays(1))
            .build();
    database().jobs().create(job, creation(job));
    given().enqueue(job, 4);
    Execution claimed = database().executions().claim(NODE, 8, CAPACITY, LEASE_END, 1).get(0);
    StoredFile output = new StoredFile("o", "OUT", "ab".repeat(32), 3, Compression.NONE);
    StoredFile log = new StoredFile("stdout.txt", null, "cd".repeat(32), 4, Compression.NONE);
    StoredFile system = new StoredFile(".system.log", null, "ef".repeat(32), 5, Compression.NONE);
    OutputDataset dataset =
        new OutputDataset(new OutputDatasetDesc("ref", "r", Map.of("k", "v"), 2, "REF"), "d1");
    FileError error = new FileError("x", null, "not written", FileError.Type.NOT_FOUND);
    Outcome outcome =
        new Outcome(
            JobStatus.SUCCESS,
            LATER.plusSeconds(1),
            "fine",
            0,
            null,
            null,
            List.of(output),
            List.of(error),
            List.of(log),
            List.of(system),
            List.of(dataset),
            1.25,
            1L << 40,
            77);
    Lease lease = Lease.of(claimed);

    assertThat(database().executions().started(lease, start())).isTrue();
    assertThat(
            database().executions().progress(lease, 50, "half\0way", LATER.minusMillis(7), LATER))
        .isTrue();
    assertThat(database().executions().collecting(lease, LATER)).isTrue();
    assertThat(database().executions().finish(lease, outcome)).isTrue();

    Job ended = database().jobs().get(job.id());
    assertThat(ended.status()).isEqualTo(JobStatus.SUCCESS);
    assertThat(ended.statusDetails()).isEqualTo("fine");
    assertThat(ended.startedAt()).isEqualTo(LATER);
    assertThat(ended.finishedAt()).isEqualTo(LATER.plusSeconds(1));
    assertThat(ended.dataExpiresAt()).isEqualTo(LATER.plusSeconds(1).plus(Duration.ofDays(1)));
    assertThat(ended.dataSizeBytes()).isEqualTo(77);
    assertThat(ended.actualInstanceType()).isEqualTo("c1.4");
    assertThat(ended.outputFiles()).containsExactly(output);
    assertThat(ended.fileErrors()).containsExactly(error);
    assertThat(ended.logFiles()).containsExactly(log);
    assertThat(ended.diagnosticFiles()).containsExactly(system);
    assertThat(ended.outputDatasets()).containsExactly(dataset);
    assertThat(database().datasets().find(PROJECT, "d1"))
        .contains(
            new Dataset(
                "d1", PROJECT, "ref", "r", Map.of("k", "v"), 2, job.id(), LATER.plusSeconds(1)));
    assertThat(database().datasets().find("elsewhere", "d1")).isEmpty();
    assertThat(database().datasets().list(PROJECT, 10, null).items()).hasSize(1);
    assertThat(database().executions().get(claimed.id()))
        .isEqualTo(
            new Execution(
                claimed.id(),
                job.id(),
                PROJECT,
                JobStatus.SUCCESS,
                claimed.createdAt(),
                LATER.plusSeconds(1),
                USER,
                LATER,
                LATER.plusSeconds(1),
                4,
                null,
                null,
                1,
                0,
                null,
                null,
                50,
                "half\uFFFDway",
                LATER.minusMillis(7),
                1.25,
                1L << 40,
                "local",
                "here",
                null,
                List.of(output),
                List.of(error),
                List.of(dataset)));
    Operation operation = database().operations().get(claimed.id());
    assertThat(operation.done()).isTrue();
    assertThat(operation.errorCode()).isNull();
    assertThat(operation.modifiedAt()).isEqualTo(LATER.plusSeconds(1));
  }

  @Test
  default void everyTransitionIsAnEventInSequence() {
    Execution execution = given().runToEnd(given().createJob("true"), success());

    assertThat(database().jobs().events(execution.jobId()))
        .extracting(JobEvent::seq, JobEvent::from, JobEvent::to)
        .containsExactly(
            tuple(1, null, JobStatus.CREATING),
            tuple(2, JobStatus.CREATING, JobStatus.PREPARING),
            tuple(3, JobStatus.PREPARING, JobStatus.EXECUTING),
            tuple(4, JobStatus.EXECUTING, JobStatus.UPLOADING_OUTPUT),
            tuple(5, JobStatus.UPLOADING_OUTPUT, JobStatus.SUCCESS));
  }

  @Test
  default void nonZeroReturnCodeIsAnErrorOfTheJobAndNoneOfTheOperation() {
    Execution execution = given().runToEnd(given().createJob("false"), ended(JobStatus.ERROR, 3));

    assertThat(database().executions().get(execution.id()).returnCode()).isEqualTo(3);
    assertThat(database().operations().get(execution.id()).errorCode()).isNull();
  }

  @Test
  default void aFailureBeforeTheStartEndsTheOperationWithItsError() {
    Execution execution = given().claimOne(NODE);
    Outcome outcome =
        Outcome.failed(JobStatus.ERROR, LATER, ErrorCode.RESOURCE_EXHAUSTED, "the disk is full");

    assertThat(database().executions().finish(Lease.of(execution), outcome)).isTrue();

    Operation operation = database().operations().get(execution.id());
    assertThat(operation.errorCode()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(operation.errorMessage()).isEqualTo("the disk is full");
    assertThat(database().jobs().get(execution.jobId()).statusDetails())
        .isEqualTo("the disk is full");
  }

  @Test
  default void startedAndCollectingTwiceAreOneStepEach() {
    Execution execution = given().claimOne(NODE);
    Lease lease = Lease.of(execution);

    assertThat(database().executions().started(lease, start())).isTrue();
    assertThat(database().executions().started(lease, start())).isTrue();
    assertThat(database().executions().collecting(lease, LATER)).isTrue();
    assertThat(database().executions().collecting(lease, LATER)).isTrue();

    assertThat(database().jobs().events(execution.jobId())).hasSize(4);
  }

  @Test
  default void illegalStepsNameBothStatesAndChangeNothing() {
    Execution execution = given().claimOne(NODE);
    Lease lease = Lease.of(execution);
    Execution before = database().executions().get(execution.id());

    assertFails(
        () -> database().executions().collecting(lease, LATER),
        ErrorCode.FAILED_PRECONDITION,
        "job " + execution.jobId() + " is PREPARING and cannot become UPLOADING_OUTPUT");
    assertFails(
        () -> database().executions().finish(lease, success()),
        ErrorCode.FAILED_PRECONDITION,
        "job " + execution.jobId() + " is PREPARING and cannot become SUCCESS");

    assertThat(database().executions().get(execution.id())).isEqualTo(before);
    assertThat(database().jobs().events(execution.jobId())).hasSize(2);
  }

  @Test
  default void writesWithALeaseThatWasLostDoNothing() {
    Execution execution = given().claimOne(NODE);
    Execution before = database().executions().get(execution.id());
    Lease older = new Lease(execution.id(), NODE, 0);
    Lease anothers = new Lease(execution.id(), "node-2", 1);
    for (Lease lost : List.of(older, anothers)) {
      assertThat(database().executions().started(lost, start())).isFalse();
      assertThat(database().executions().collecting(lost, LATER)).isFalse();
      assertThat(database().executions().progress(lost, 1, null, LATER, LATER)).isFalse();
      assertThat(database().executions().finish(lost, success())).isFalse();
    }

    assertThat(database().executions().get(execution.id())).isEqualTo(before);
  }

  @Test
  default void anEndedExecutionCannotEndTwice() {
    Execution execution = given().claimOne(NODE);
    given().finish(execution, success());

    assertThat(database().executions().finish(Lease.of(execution), ended(JobStatus.ERROR, 1)))
        .isFalse();
    assertThat(database().jobs().get(execution.jobId()).status()).isEqualTo(JobStatus.SUCCESS);
  }
}
