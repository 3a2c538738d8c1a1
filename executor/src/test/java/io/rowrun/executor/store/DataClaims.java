package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.LATER;
import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.success;
import static io.rowrun.executor.store.StoreScenario.PROJECT;
import static io.rowrun.executor.store.StoreScenario.assertFails;
import static io.rowrun.executor.store.StoreScenario.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long data is kept, which contents jobs use, and what keys of requests stand for. */
interface DataClaims extends StoreClaims {
  @Test
  default void clearKeepsTheRowAndForgetsTheContents() {
    Job job = ended(null);
    Operation operation = dataDeletion(job);

    Removal removal = database().jobData().clear(job.id(), operation, null);

    assertThat(removal)
        .isEqualTo(new Removal(operation, new Cleared(PROJECT, job.id(), Set.of("aa"))));
    Job cleared = database().jobs().get(job.id());
    assertThat(cleared.dataCleared()).isTrue();
    assertThat(cleared.dataSizeBytes()).isZero();
    assertThat(database().operations().get(operation.id())).isEqualTo(operation);
    assertThat(database().jobData().clear(job.id(), dataDeletion(job), null).left().sha256s())
        .isEmpty();
    assertFails(
        () -> database().jobData().setTtl(job.id(), null),
        ErrorCode.FAILED_PRECONDITION,
        "the data of job " + job.id() + " was cleared");
    assertFails(
        () -> database().files().kept(PROJECT, job.id(), "bb", 1, NOON),
        ErrorCode.FAILED_PRECONDITION,
        "the data of job " + job.id() + " was cleared");
  }

  @Test
  default void dataOfAJobThatHasNotEndedIsNotCleared() {
    Job job = given().createJob("true");

    assertFails(
        () -> database().jobData().clear(job.id(), dataDeletion(job), null),
        ErrorCode.FAILED_PRECONDITION,
        "job " + job.id() + " is CREATING: only the data of a job that has ended can be deleted");
  }

  @Test
  default void clearAllLeavesWhatHasNotEnded() {
    Job ended = ended(null);
    Job waiting = given().createJob("true");
    Operation operation =
        Operation.completed(
            Ids.operation(LATER), Operation.Kind.DELETE_ALL_JOB_DATA, PROJECT, null, LATER, USER);

    Operation done = database().jobData().clearAll(PROJECT, operation, null);

    assertThat(done).isEqualTo(operation);
    assertThat(database().jobs().get(ended.id()).dataCleared()).isTrue();
    assertThat(database().jobs().get(waiting.id()).dataCleared()).isFalse();
    assertThat(database().jobData().unfinished(PROJECT, 1_000)).contains(waiting.id());
    assertThat(database().jobData().cleared(List.of(ended.id(), waiting.id())))
        .containsExactly(ended.id());
  }

  @Test
  default void whatExpiresIsClearedInItsTime() {
    Job job = ended(Duration.ofMinutes(5));
    Instant end = database().jobs().get(job.id()).finishedAt();
    Instant expiry = end.plus(Duration.ofMinutes(5));
    assertThat(database().jobs().get(job.id()).dataExpiresAt()).isEqualTo(expiry);
    assertThat(database().jobData().nextExpiry()).contains(expiry);

    assertThat(database().jobData().expire(expiry.minusMillis(1), 10)).isEmpty();
    assertThat(database().jobData().expire(expiry, 10))
        .containsExactly(new Cleared(PROJECT, job.id(), Set.of("aa")));

    assertThat(database().jobs().get(job.id()).dataCleared()).isTrue();
    assertThat(database().jobData().nextExpiry()).isEmpty();
  }

  @Test
  default void aTtlOfAnEndedJobCountsFromItsEnd() {
    Job job = ended(null);
    Instant end = database().jobs().get(job.id()).finishedAt();

    database().jobData().setTtl(job.id(), Duration.ofDays(1));
    assertThat(database().jobs().get(job.id()).dataExpiresAt()).isEqualTo(end.plusSeconds(86_400));
    database().jobData().setTtl(job.id(), null);
    assertThat(database().jobs().get(job.id()).dataExpiresAt()).isNull();
    assertThat(database().jobs().get(job.id()).dataTtl()).isNull();
  }

  @Test
  default void aContentIsForgottenWithTheLastJobThatUsesIt() {
    Job first = ended(null);
    Job second = ended(null);
    database().files().kept(PROJECT, first.id(), "aa", 7, NOON);
    assertThat(database().files().sizes(PROJECT, List.of("aa", "bb"))).isEqualTo(Map.of("aa", 7L));
    assertThat(database().files().has("other", "aa")).isFalse();

    database().jobData().clear(first.id(), dataDeletion(first), null);
    assertThat(database().files().forgetIfUnused(PROJECT, "aa")).isFalse();
    assertThat(database().files().unused(10)).isEmpty();
    database().jobData().clear(second.id(), dataDeletion(second), null);
    assertThat(database().files().unused(10)).containsExactly(new HeldContent(PROJECT, "aa", 7));
    assertThat(database().files().forgetIfUnused(PROJECT, "aa")).isTrue();

    assertThat(database().files().has(PROJECT, "aa")).isFalse();
    assertThat(database().files().halfRemoved(10))
        .containsExactly(new HeldContent(PROJECT, "aa", 0));
    database().files().removed(PROJECT, "aa");
    assertThat(database().files().halfRemoved(10)).isEmpty();
  }

  @Test
  default void whatANewJobIsToldToBeThereIsNotForgotten() throws Exception {
    for (int round = 0; round < 20; round++) {
      Job old = ended(null);
      database().files().kept(PROJECT, old.id(), "aa", 7, NOON);
      database().jobData().clear(old.id(), dataDeletion(old), null);
      Job fresh = job(null);
      List<Boolean> lost =
          inParallel(List.<Callable<Boolean>>of(this::forget, () -> createAndLook(fresh)));
      assertThat(lost).doesNotContain(true);
      database().jobs().delete(fresh.id(), StoreFixtures.deletion(fresh), null);
    }
  }

  private boolean forget() {
    database().files().forgetIfUnused(PROJECT, "aa");
    return false;
  }

  /** Whether the project was said to hold the content and does not later. */
  private boolean createAndLook(Job job) {
    database().jobs().create(job, creation(job));
    boolean told = database().files().has(PROJECT, "aa");
    database().files().forgetIfUnused(PROJECT, "aa");
    return told && !database().files().has(PROJECT, "aa");
  }

  @Test
  default void aCloneOfAJobWithoutDataIsNotMade() {
    Job source = ended(null);
    database().jobData().clear(source.id(), dataDeletion(source), null);
    Job clone =
        Job.builder(Ids.job(LATER), PROJECT, LATER, USER, JobParameters.of("true"))
            .parentJobId(source.id())
            .build();

    assertFails(
        () -> database().jobs().create(clone, creation(clone)),
        ErrorCode.FAILED_PRECONDITION,
        "the data of job " + source.id() + " was cleared");
    assertThat(database().jobs().find(clone.id())).isEmpty();
  }

  @Test
  default void aKeyStandsForOneRequest() {
    Job job = job(null);
    Operation operation = creation(job);
    RequestKey key = new RequestKey("once", "f1");
    database().jobs().create(job, operation, key);
    Job other = job(null);

    assertThat(database().operations().ofRequest(key, Operation.Kind.CREATE_JOB))
        .contains(operation);
    assertThat(database().operations().ofRequest(key, Operation.Kind.CLONE_JOB)).isEmpty();
    assertFails(
        () -> database().jobs().create(other, creation(other), new RequestKey("once", "f2")),
        ErrorCode.ALREADY_EXISTS,
        "Idempotency-Key 'once' was used for another request: another CREATE_JOB, operation "
            + operation.id()
            + "; take a new key for a new request");
    assertThat(database().jobs().find(other.id())).isEmpty();
  }

  /** A job that read content {@code aa} and has ended. */
  private Job ended(@Nullable Duration ttl) {
    Job job = job(ttl);
    database().jobs().create(job, creation(job));
    Execution execution = given().runToEnd(job, success());
    assertThat(execution.jobId()).isEqualTo(job.id());
    return database().jobs().get(job.id());
  }

  private static Job job(@Nullable Duration ttl) {
    return Job.builder(
            Ids.job(NOON),
            PROJECT,
            NOON,
            USER,
            JobParameters.builder("true")
                .inputFiles(List.of(new InputFile("in", null, "aa", 7, Compression.NONE)))
                .build())
        .dataTtl(ttl)
        .build();
  }

  private static Operation dataDeletion(Job job) {
    return Operation.completed(
        Ids.operation(LATER), Operation.Kind.DELETE_JOB_DATA, PROJECT, job.id(), LATER, USER);
  }
}
