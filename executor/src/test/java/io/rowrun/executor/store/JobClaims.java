package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.NODE;
import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.cancel;
import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.deletion;
import static io.rowrun.executor.store.StoreFixtures.everything;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.keyed;
import static io.rowrun.executor.store.StoreFixtures.project;
import static io.rowrun.executor.store.StoreFixtures.success;
import static io.rowrun.executor.store.StoreScenario.PROJECT;
import static io.rowrun.executor.store.StoreScenario.assertFails;
import static io.rowrun.executor.store.StoreScenario.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How jobs are made and deleted. */
interface JobClaims extends StoreClaims {

  @Test
  default void getReturnsWhatCreateGotWithEveryField() {
    Job job =
        Job.builder(Ids.job(NOON), PROJECT, NOON, USER, everything())
            .name("näme")
            .description("what for")
            .config("name: näme\ncmd: x\n")
            .dataTtl(Duration.ofDays(14))
            .parentJobId(given().createJob("true").id())
            .idempotencyKey("key of all")
            .build();

    database().jobs().create(job, creation(job));

    assertThat(database().jobs().get(job.id())).isEqualTo(job);
  }

  @Test
  default void textOf64KibAndUnicodeComesBackByteForByte() {
    String cmd = "é日🦊\n'\"\\".repeat(64 * 1024 / 8);
    Job job = given().createJob(cmd);

    assertThat(database().jobs().get(job.id()).parameters().cmd()).isEqualTo(cmd);
  }

  @Test
  default void textWithTheCharacterZeroIsRefused() {
    Job job = job(PROJECT, "a\0b");

    assertFails(
        () -> database().jobs().create(job, creation(job)),
        ErrorCode.INVALID_ARGUMENT,
        "a text with the character U+0000 cannot be stored");
    assertThat(database().jobs().find(job.id())).isEmpty();
  }

  @Test
  default void instantsAreKeptToTheMillisecond() {
    Job job = job(PROJECT, "true", NOON.plusNanos(456_789));

    database().jobs().create(job, creation(job));

    assertThat(database().jobs().get(job.id()).createdAt()).isEqualTo(NOON);
  }

  @Test
  default void createWithOperationKeepsBoth() {
    Job job = job(PROJECT, "true");
    Operation operation = creation(job);

    assertThat(database().jobs().create(job, operation))
        .isEqualTo(new Created(job, operation, true));
    assertThat(database().operations().get(operation.id())).isEqualTo(operation);
  }

  @Test
  default void createInAnUnknownProjectIsRefused() {
    Job job = job("nowhere", "true");

    assertFails(
        () -> database().jobs().create(job, creation(job)),
        ErrorCode.NOT_FOUND,
        "Unknown project nowhere");
  }

  @Test
  default void sameIdempotencyKeyReturnsTheFirstJobAndItsOperation() {
    Job first = keyed(PROJECT, "k1");
    Created created = database().jobs().create(first, creation(first));
    Job second = keyed(PROJECT, "k1");

    Created again = database().jobs().create(second, creation(second));

    assertThat(again).isEqualTo(new Created(created.job(), created.operation(), false));
    assertThat(database().jobs().find(second.id())).isEmpty();
  }

  @Test
  default void idempotencyKeysOfTwoProjectsAreTwoKeys() {
    database().projects().ensure(project("other"));
    Job first = keyed(PROJECT, "k2");
    Job second = keyed("other", "k2");

    assertThat(database().jobs().create(first, creation(first)).isNew()).isTrue();
    assertThat(database().jobs().create(second, creation(second)).isNew()).isTrue();
  }

  @Test
  default void idempotencyKeyOfADeletedJobMakesNoSecondOne() {
    Job first = keyed(PROJECT, "k3");
    Operation creation = creation(first);
    database().jobs().create(first, creation);
    database().jobs().delete(first.id(), deletion(first), null);
    Job second = keyed(PROJECT, "k3");

    assertThat(database().jobs().create(second, creation(second)))
        .isEqualTo(new Created(null, creation, false));
    assertThat(database().jobs().find(second.id())).isEmpty();
  }

  @Test
  default void eightThreadsWithOneIdempotencyKeyMakeOneJob() throws Exception {
    List<Created> created =
        inParallel(
            8,
            () -> {
              Job job = keyed(PROJECT, "k4");
              return database().jobs().create(job, creation(job));
            });

    assertThat(created).extracting(c -> c.job().id()).containsOnly(created.get(0).job().id());
    assertThat(created).filteredOn(Created::isNew).hasSize(1);
  }

  @Test
  default void unknownJobIsNotFound() {
    assertFails(() -> database().jobs().get("jnone"), ErrorCode.NOT_FOUND, "Unknown job jnone");
  }

  @Test
  default void deleteForgetsTheJobAndKeepsItsOperations() {
    Execution execution = given().runToEnd(given().createJob("true"), success());
    Job job = database().jobs().get(execution.jobId());
    Operation deletion = deletion(job);

    database().jobs().delete(job.id(), deletion, null);

    assertThat(database().jobs().find(job.id())).isEmpty();
    assertThat(database().jobs().events(job.id())).isEmpty();
    assertThat(database().executions().ofJob(job.id())).isEmpty();
    assertThat(database().executions().list(PROJECT, List.of(job.id()), 10, null).items())
        .isEmpty();
    assertThat(database().executions().get(execution.id()).returnCode()).isZero();
    assertThat(database().operations().get(execution.id()).done()).isTrue();
    assertThat(database().operations().get(deletion.id())).isEqualTo(deletion);
  }

  @ParameterizedTest
  @EnumSource(names = {"PREPARING", "EXECUTING", "UPLOADING_OUTPUT", "CANCELLING"})
  default void deleteOfARunningJobIsRefused(JobStatus status) {
    Execution execution = given().claimOne(NODE);
    if (status == JobStatus.CANCELLING) {
      database().executions().requestCancel(execution.jobId(), cancel(""));
    } else {
      given().bringTo(execution, status);
    }
    Job job = database().jobs().get(execution.jobId());

    assertFails(
        () -> database().jobs().delete(job.id(), deletion(job), null),
        ErrorCode.FAILED_PRECONDITION,
        "job " + job.id() + " is " + status + ": cancel it before it is deleted");
    assertThat(database().jobs().get(job.id())).isEqualTo(job);
  }
}
