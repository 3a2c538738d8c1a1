package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.LATER;
import static io.rowrun.executor.store.StoreFixtures.LEASE_END;
import static io.rowrun.executor.store.StoreFixtures.NODE;
import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.cancel;
import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.deletion;
import static io.rowrun.executor.store.StoreFixtures.ended;
import static io.rowrun.executor.store.StoreFixtures.everything;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.keyed;
import static io.rowrun.executor.store.StoreFixtures.project;
import static io.rowrun.executor.store.StoreFixtures.start;
import static io.rowrun.executor.store.StoreFixtures.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobEvent;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import io.rowrun.executor.job.StoredFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of store does. */
abstract class StoreContract {
  private static final int CAPACITY = 8;
  private static final String PROJECT = "p";

  private Database database;

  /** Opens the store of this test; a second call opens the same store again. */
  abstract Database open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    database = open();
    database.projects().ensure(project(PROJECT));
  }

  @AfterEach
  void closeStore() {
    database.close();
  }

  // Jobs

  @Test
  void getReturnsWhatCreateGotWithEveryField() {
    Job job =
        Job.builder(Ids.job(NOON), PROJECT, NOON, USER, everything())
            .name("näme")
            .description("what for")
            .config("name: näme\ncmd: x\n")
            .dataTtl(Duration.ofDays(14))
            .parentJobId("jparent")
            .idempotencyKey("key of all")
            .build();

    database.jobs().create(job, creation(job));

    assertThat(database.jobs().get(job.id())).isEqualTo(job);
  }

  @Test
  void textOf64KibAndUnicodeComesBackByteForByte() {
    String cmd = "é日🦊\n'\"\\".repeat(64 * 1024 / 8);
    Job job = createJob(cmd);

    assertThat(database.jobs().get(job.id()).parameters().cmd()).isEqualTo(cmd);
  }

  @Test
  void textWithTheCharacterZeroIsRefused() {
    Job job = job(PROJECT, "a\0b");

    assertFails(
        () -> database.jobs().create(job, creation(job)),
        ErrorCode.INVALID_ARGUMENT,
        "a text with the character U+0000 cannot be stored");
    assertThat(database.jobs().find(job.id())).isEmpty();
  }

  @Test
  void instantsAreKeptToTheMillisecond() {
    Job job = job(PROJECT, "true", NOON.plusNanos(456_789));

    database.jobs().create(job, creation(job));

    assertThat(database.jobs().get(job.id()).createdAt()).isEqualTo(NOON);
  }

  @Test
  void createWithOperationKeepsBoth() {
    Job job = job(PROJECT, "true");
    Operation operation = creation(job);

    assertThat(database.jobs().create(job, operation)).isEqualTo(new Created(job, operation, true));
    assertThat(database.operations().get(operation.id())).isEqualTo(operation);
  }

  @Test
  void createInAnUnknownProjectIsRefused() {
    Job job = job("nowhere", "true");

    assertFails(
        () -> database.jobs().create(job, creation(job)),
        ErrorCode.NOT_FOUND,
        "Unknown project nowhere");
  }

  @Test
  void sameIdempotencyKeyReturnsTheFirstJobAndItsOperation() {
    Job first = keyed(PROJECT, "k1");
    Created created = database.jobs().create(first, creation(first));
    Job second = keyed(PROJECT, "k1");

    Created again = database.jobs().create(second, creation(second));

    assertThat(again).isEqualTo(new Created(created.job(), created.operation(), false));
    assertThat(database.jobs().find(second.id())).isEmpty();
  }

  @Test
  void idempotencyKeysOfTwoProjectsAreTwoKeys() {
    database.projects().ensure(project("other"));
    Job first = keyed(PROJECT, "k2");
    Job second = keyed("other", "k2");

    assertThat(database.jobs().create(first, creation(first)).isNew()).isTrue();
    assertThat(database.jobs().create(second, creation(second)).isNew()).isTrue();
  }

  @Test
  void idempotencyKeyOfADeletedJobMakesNoSecondOne() {
    Job first = keyed(PROJECT, "k3");
    database.jobs().create(first, creation(first));
    database.jobs().delete(first.id(), deletion(first));
    Job second = keyed(PROJECT, "k3");

    assertFails(
        () -> database.jobs().create(second, creation(second)),
        ErrorCode.ALREADY_EXISTS,
        "the idempotency key belongs to job " + first.id() + ", which was deleted");
  }

  @Test
  void eightThreadsWithOneIdempotencyKeyMakeOneJob() throws Exception {
    List<Created> created =
        inParallel(
            8,
            () -> {
              Job job = keyed(PROJECT, "k4");
              return database.jobs().create(job, creation(job));
            });

    assertThat(created).extracting(c -> c.job().id()).containsOnly(created.get(0).job().id());
    assertThat(created).filteredOn(Created::isNew).hasSize(1);
  }

  @Test
  void unknownJobIsNotFound() {
    assertFails(() -> database.jobs().get("jnone"), ErrorCode.NOT_FOUND, "Unknown job jnone");
  }

  // Lists

  @Test
  void listIsNewestFirstAndTiesAreOrderedById() {
    database.projects().ensure(project("list"));
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      jobs.add(job("list", "true", NOON.plusMillis(i / 3)));
    }
    List<Job> shuffled = new ArrayList<>(jobs);
    Collections.shuffle(shuffled);
    shuffled.forEach(job -> database.jobs().create(job, creation(job)));

    Collections.reverse(jobs);
    assertThat(database.jobs().list("list", Set.of(), 10, null)).isEqualTo(new Page<>(jobs, null));
  }

  @Test
  void pagesNeitherRepeatNorSkipWhileOthersCreateAndDelete() {
    database.projects().ensure(project("pages"));
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      before.add(0, createJob("pages", NOON.plusMillis(i / 4)).id());
    }

    List<String> seen = new ArrayList<>();
    PageToken token = null;
    do {
      Page<Job> page = database.jobs().list("pages", Set.of(), 4, token);
      page.items().forEach(job -> seen.add(job.id()));
      createJob("pages", LATER);
      Job read = page.items().get(0);
      database.jobs().delete(read.id(), deletion(read));
      token = page.next() == null ? null : PageToken.parse(page.next().encode());
    } while (token != null);

    assertThat(seen).isEqualTo(before);
  }

  @Test
  void aPageThatIsExactlyFullIsTheLast() {
    database.projects().ensure(project("full"));
    createJob("full", NOON);
    createJob("full", NOON);

    assertThat(database.jobs().list("full", Set.of(), 2, null).next()).isNull();
    assertThat(database.jobs().list("full", Set.of(), 1, null).next()).isNotNull();
  }

  @Test
  void listByStatusHasExactlyTheJobsInThoseStatesNewestFirst() {
    database.projects().ensure(project("status"));
    List<String> created = new ArrayList<>();
    List<String> both = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Job job = createJob("status", NOON.plusMillis(i));
      if (i % 3 == 1) {
        enqueue(job, 1);
      }
      if (i % 3 == 2) {
        database.executions().requestCancel(job.id(), cancel(""));
      } else {
        both.add(0, job.id());
      }
      if (i % 3 == 0) {
        created.add(0, job.id());
      }
    }
    drainQueue();

    Set<JobStatus> two = EnumSet.of(JobStatus.CREATING, JobStatus.PREPARING);
    assertThat(idsOf("status", EnumSet.of(JobStatus.CREATING), 100)).isEqualTo(created);
    assertThat(idsOf("status", two, 100)).isEqualTo(both);
    assertThat(idsOf("status", two, 2)).isEqualTo(both);
    assertThat(idsOf("status", EnumSet.of(JobStatus.ERROR), 2)).isEmpty();
  }

  @Test
  void textThatIsNoPageTokenIsRefused() {
    for (String text : List.of("", "x", "%%%", "A".repeat(1_000))) {
      assertFails(
          () -> PageToken.parse(text),
          ErrorCode.INVALID_ARGUMENT,
          "page_token is none that this service gave out");
    }
  }

  @Test
  void operationsAndExecutionsAreListedNewestFirstPageByPage() {
    database.projects().ensure(project("runs"));
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Job job = createJob("runs", NOON.plusMillis(i));
      runs.add(0, enqueue(job, 1, LATER.plusMillis(i)).id());
    }
    drainQueue();

    Page<Execution> first = database.executions().list("runs", Set.of(), 3, null);
    Page<Execution> second = database.executions().list("runs", Set.of(), 3, first.next());

    assertThat(first.items()).extracting(Execution::id).isEqualTo(runs.subList(0, 3));
    assertThat(second.items()).extracting(Execution::id).isEqualTo(runs.subList(3, 5));
    assertThat(second.next()).isNull();
    assertThat(database.operations().list("runs", 100, null).items()).hasSize(10);
  }

  @Test
  void executionsOfGivenJobsAreListed() {
    Execution one = enqueue(createJob("true"), 1, NOON);
    Execution two = enqueue(createJob("true"), 1, LATER);
    enqueue(createJob("true"), 1);
    drainQueue();

    Page<Execution> page =
        database.executions().list(PROJECT, List.of(one.jobId(), two.jobId(), "jnone"), 10, null);

    assertThat(page.items()).extracting(Execution::id).containsExactly(two.id(), one.id());
  }

  // The queue

  @Test
  void enqueueMakesJobExecutionAndOperationAtOnce() {
    Job job = createJob("true");
    Execution execution = Execution.queued(Ids.operation(LATER), job, LATER, USER, 4);
    Operation operation = StoreFixtures.run(execution);

    Enqueued enqueued = database.executions().enqueue(job.id(), execution, operation);

    assertThat(enqueued).isEqualTo(new Enqueued(execution, operation, true));
    assertThat(database.executions().get(execution.id())).isEqualTo(execution);
    assertThat(database.executions().ofJob(job.id())).contains(execution);
    assertThat(database.operations().get(execution.id())).isEqualTo(operation);
    assertThat(database.jobs().get(job.id()).status()).isEqualTo(JobStatus.PREPARING);
    drainQueue();
  }

  @Test
  void secondEnqueueReturnsTheFirstRunEvenAfterItsEnd() {
    Execution first = runToEnd(createJob("true"), success());
    Job job = database.jobs().get(first.jobId());
    Execution second = Execution.queued(Ids.operation(LATER), job, LATER, USER, 4);

    Enqueued again = database.executions().enqueue(job.id(), second, StoreFixtures.run(second));

    assertThat(again.isNew()).isFalse();
    assertThat(again.execution()).isEqualTo(database.executions().get(first.id()));
    assertThat(again.operation().done()).isTrue();
    assertThat(database.executions().find(second.id())).isEmpty();
  }

  @Test
  void enqueueOfACancelledJobNamesBothStates() {
    Job job = createJob("true");
    database.executions().requestCancel(job.id(), cancel(""));

    assertFails(
        () -> enqueue(job, 4),
        ErrorCode.FAILED_PRECONDITION,
        "job " + job.id() + " is CANCELLED and cannot become PREPARING");
    assertThat(database.executions().ofJob(job.id())).isEmpty();
  }

  @Test
  void claimTakesTheOldestFirstAndGivesOwnerLeaseAndEpoch() {
    Execution one = enqueue(createJob("true"), 4, NOON.plusMillis(1));
    Execution two = enqueue(createJob("true"), 4, NOON.plusMillis(2));
    Execution zero = enqueue(createJob("true"), 4, NOON);

    List<Execution> claimed = database.executions().claim(NODE, 8, CAPACITY, LEASE_END, 10);

    assertThat(claimed).extracting(Execution::id).containsExactly(zero.id(), one.id());
    assertThat(claimed)
        .allSatisfy(
            execution -> {
              assertThat(execution.owner()).isEqualTo(NODE);
              assertThat(execution.leaseUntil()).isEqualTo(LEASE_END);
              assertThat(execution.epoch()).isEqualTo(1);
              assertThat(execution.state()).isEqualTo(JobStatus.PREPARING);
            });
    assertThat(database.executions().get(two.id()).owner()).isNull();
    drainQueue();
  }

  @Test
  void aLargeExecutionAtTheHeadIsWaitedForAndNotOvertaken() {
    enqueue(createJob("true"), 8, NOON);
    enqueue(createJob("true"), 4, NOON.plusMillis(1));

    assertThat(database.executions().claim(NODE, 4, CAPACITY, LEASE_END, 10)).isEmpty();
    assertThat(database.executions().claim(NODE, 8, CAPACITY, LEASE_END, 10)).hasSize(1);
    drainQueue();
  }

  @Test
  void anExecutionTooLargeForTheNodeHoldsNobodyUp() {
    Execution tooLarge = enqueue(createJob("true"), 32, NOON);
    Execution small = enqueue(createJob("true"), 4, NOON.plusMillis(1));

    assertThat(database.executions().claim(NODE, 8, CAPACITY, LEASE_END, 10))
        .extracting(Execution::id)
        .containsExactly(small.id());
    assertThat(database.executions().claim("big-node", 64, 64, LEASE_END, 10))
        .extracting(Execution::id)
        .containsExactly(tooLarge.id());
  }

  @Test
  void claimTakesNoMoreThanTheLimit() {
    enqueue(createJob("true"), 1);
    enqueue(createJob("true"), 1);
    enqueue(createJob("true"), 1);

    assertThat(database.executions().claim(NODE, 8, CAPACITY, LEASE_END, 2)).hasSize(2);
    drainQueue();
  }

  @Test
  void eightThreadsClaimEachExecutionOnce() throws Exception {
    Set<String> queued = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      queued.add(enqueue(createJob("true"), 1).id());
    }

    List<List<String>> claims = inParallel(8, this::claimUntilEmpty);

    List<String> claimed = claims.stream().flatMap(List::stream).toList();
    assertThat(claimed).doesNotHaveDuplicates();
    assertThat(new HashSet<>(claimed)).isEqualTo(queued);
    assertThat(queued).allSatisfy(id -> assertThat(epoch(id)).isEqualTo(1));
  }

  @Test
  void renewProlongsAllLeasesOfTheOwnerAndOnlyThese() {
    Execution mine = claimOne("owner-a");
    Execution theirs = claimOne("owner-b");

    assertThat(database.executions().renew("owner-a", LATER)).isEqualTo(1);

    assertThat(database.executions().get(mine.id()).leaseUntil()).isEqualTo(LATER);
    assertThat(database.executions().get(theirs.id()).leaseUntil()).isEqualTo(LEASE_END);
  }

  @Test
  void heldIsWhatTheOwnerClaimedAndDidNotFinish() {
    Execution goesOn = claimOne("holder");
    Execution ends = claimOne("holder");
    database.executions().started(Lease.of(goesOn), start());
    finish(ends, success());

    assertThat(database.executions().held("holder"))
        .containsExactly(database.executions().get(goesOn.id()));
    assertThat(database.executions().held("nobody")).isEmpty();
  }

  // The way of a run

  @Test
  void aRunGoesThroughItsStatesAndEndsJobExecutionAndOperation() {
    Job job =
        Job.builder(Ids.job(NOON), PROJECT, NOON, USER, JobParameters.of("true"))
            .dataTtl(Duration.ofDays(1))
            .build();
    database.jobs().create(job, creation(job));
    enqueue(job, 4);
    Execution claimed = database.executions().claim(NODE, 8, CAPACITY, LEASE_END, 1).get(0);
    StoredFile output = new StoredFile("o", "OUT", "ab".repeat(32), 3, Compression.NONE);
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
            1.25,
            1L << 40,
            77);
    Lease lease = Lease.of(claimed);

    assertThat(database.executions().started(lease, start())).isTrue();
    assertThat(database.executions().progress(lease, 50, "half\0way", LATER)).isTrue();
    assertThat(database.executions().collecting(lease, LATER)).isTrue();
    assertThat(database.executions().finish(lease, outcome)).isTrue();

    Job ended = database.jobs().get(job.id());
    assertThat(ended.status()).isEqualTo(JobStatus.SUCCESS);
    assertThat(ended.statusDetails()).isEqualTo("fine");
    assertThat(ended.startedAt()).isEqualTo(LATER);
    assertThat(ended.finishedAt()).isEqualTo(LATER.plusSeconds(1));
    assertThat(ended.dataExpiresAt()).isEqualTo(LATER.plusSeconds(1).plus(Duration.ofDays(1)));
    assertThat(ended.dataSizeBytes()).isEqualTo(77);
    assertThat(ended.actualInstanceType()).isEqualTo("c1.4");
    assertThat(ended.outputFiles()).containsExactly(output);
    assertThat(ended.fileErrors()).containsExactly(error);
    assertThat(database.executions().get(claimed.id()))
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
                1.25,
                1L << 40,
                "local",
                "here",
                null,
                List.of(output),
                List.of(error)));
    Operation operation = database.operations().get(claimed.id());
    assertThat(operation.done()).isTrue();
    assertThat(operation.errorCode()).isNull();
    assertThat(operation.modifiedAt()).isEqualTo(LATER.plusSeconds(1));
  }

  @Test
  void everyTransitionIsAnEventInSequence() {
    Execution execution = runToEnd(createJob("true"), success());

    assertThat(database.jobs().events(execution.jobId()))
        .extracting(JobEvent::seq, JobEvent::from, JobEvent::to)
        .containsExactly(
            tuple(1, null, JobStatus.CREATING),
            tuple(2, JobStatus.CREATING, JobStatus.PREPARING),
            tuple(3, JobStatus.PREPARING, JobStatus.EXECUTING),
            tuple(4, JobStatus.EXECUTING, JobStatus.UPLOADING_OUTPUT),
            tuple(5, JobStatus.UPLOADING_OUTPUT, JobStatus.SUCCESS));
  }

  @Test
  void nonZeroReturnCodeIsAnErrorOfTheJobAndNoneOfTheOperation() {
    Execution execution = runToEnd(createJob("false"), ended(JobStatus.ERROR, 3));

    assertThat(database.executions().get(execution.id()).returnCode()).isEqualTo(3);
    assertThat(database.operations().get(execution.id()).errorCode()).isNull();
  }

  @Test
  void aFailureBeforeTheStartEndsTheOperationWithItsError() {
    Execution execution = claimOne(NODE);
    Outcome outcome =
        Outcome.failed(JobStatus.ERROR, LATER, ErrorCode.RESOURCE_EXHAUSTED, "the disk is full");

    assertThat(database.executions().finish(Lease.of(execution), outcome)).isTrue();

    Operation operation = database.operations().get(execution.id());
    assertThat(operation.errorCode()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(operation.errorMessage()).isEqualTo("the disk is full");
    assertThat(database.jobs().get(execution.jobId()).statusDetails())
        .isEqualTo("the disk is full");
  }

  @Test
  void startedAndCollectingTwiceAreOneStepEach() {
    Execution execution = claimOne(NODE);
    Lease lease = Lease.of(execution);

    assertThat(database.executions().started(lease, start())).isTrue();
    assertThat(database.executions().started(lease, start())).isTrue();
    assertThat(database.executions().collecting(lease, LATER)).isTrue();
    assertThat(database.executions().collecting(lease, LATER)).isTrue();

    assertThat(database.jobs().events(execution.jobId())).hasSize(4);
  }

  @Test
  void illegalStepsNameBothStatesAndChangeNothing() {
    Execution execution = claimOne(NODE);
    Lease lease = Lease.of(execution);
    Execution before = database.executions().get(execution.id());

    assertFails(
        () -> database.executions().collecting(lease, LATER),
        ErrorCode.FAILED_PRECONDITION,
        "job " + execution.jobId() + " is PREPARING and cannot become UPLOADING_OUTPUT");
    assertFails(
        () -> database.executions().finish(lease, success()),
        ErrorCode.FAILED_PRECONDITION,
        "job " + execution.jobId() + " is PREPARING and cannot become SUCCESS");

    assertThat(database.executions().get(execution.id())).isEqualTo(before);
    assertThat(database.jobs().events(execution.jobId())).hasSize(2);
  }

  @Test
  void writesWithALeaseThatWasLostDoNothing() {
    Execution execution = claimOne(NODE);
    Execution before = database.executions().get(execution.id());
    Lease older = new Lease(execution.id(), NODE, 0);
    Lease anothers = new Lease(execution.id(), "node-2", 1);
    for (Lease lost : List.of(older, anothers)) {
      assertThat(database.executions().started(lost, start())).isFalse();
      assertThat(database.executions().collecting(lost, LATER)).isFalse();
      assertThat(database.executions().progress(lost, 1, null, LATER)).isFalse();
      assertThat(database.executions().finish(lost, success())).isFalse();
    }

    assertThat(database.executions().get(execution.id())).isEqualTo(before);
  }

  @Test
  void anEndedExecutionCannotEndTwice() {
    Execution execution = claimOne(NODE);
    finish(execution, success());

    assertThat(database.executions().finish(Lease.of(execution), ended(JobStatus.ERROR, 1)))
        .isFalse();
    assertThat(database.jobs().get(execution.jobId()).status()).isEqualTo(JobStatus.SUCCESS);
  }

  // Cancel

  @Test
  void cancelOfAJobThatWasNotExecutedEndsIt() {
    Job job = createJob("true");

    assertThat(database.executions().requestCancel(job.id(), cancel("not needed")))
        .isEqualTo(JobStatus.CANCELLED);

    Job cancelled = database.jobs().get(job.id());
    assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(cancelled.statusDetails()).isEqualTo("not needed");
    assertThat(cancelled.finishedAt()).isEqualTo(LATER);
    assertThat(database.jobs().events(job.id()))
        .extracting(JobEvent::to)
        .containsExactly(JobStatus.CREATING, JobStatus.CANCELLING, JobStatus.CANCELLED);
  }

  @Test
  void cancelOfAQueuedJobEndsItsExecutionAndOperationAndNobodyClaimsIt() {
    Execution queued = enqueue(createJob("true"), 1);

    assertThat(database.executions().requestCancel(queued.jobId(), cancel("why not")))
        .isEqualTo(JobStatus.CANCELLED);

    Execution cancelled = database.executions().get(queued.id());
    assertThat(cancelled.state()).isEqualTo(JobStatus.CANCELLED);
    assertThat(cancelled.errorCode()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(cancelled.cancel()).isEqualTo(cancel("why not"));
    Operation operation = database.operations().get(queued.id());
    assertThat(operation.done()).isTrue();
    assertThat(operation.errorCode()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(operation.errorMessage()).isEqualTo("Canceled by user: why not");
    assertThat(database.executions().claim(NODE, 8, CAPACITY, LEASE_END, 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"PREPARING", "EXECUTING", "UPLOADING_OUTPUT"})
  void cancelOfAClaimedJobIsSeenByItsOwner(JobStatus status) {
    Execution execution = claimOne("canceller");
    bringTo(execution, status);

    assertThat(database.executions().requestCancel(execution.jobId(), cancel("stop")))
        .isEqualTo(JobStatus.CANCELLING);

    assertThat(database.jobs().get(execution.jobId()).status()).isEqualTo(JobStatus.CANCELLING);
    assertThat(database.executions().cancelling("canceller"))
        .singleElement()
        .satisfies(seen -> assertThat(seen.cancel()).isEqualTo(cancel("stop")));
    assertThat(database.operations().get(execution.id()).done()).isFalse();
    finish(execution, ended(JobStatus.ERROR, 137));
    assertThat(database.executions().cancelling("canceller")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUCCESS", "ERROR", "CANCELLED"})
  void cancelOfAnEndedJobIsRefused(JobStatus status) {
    Execution execution = claimOne(NODE);
    if (status == JobStatus.CANCELLED) {
      database.executions().requestCancel(execution.jobId(), cancel(""));
    }
    finish(execution, ended(status, 0));

    assertFails(
        () -> database.executions().requestCancel(execution.jobId(), cancel("")),
        ErrorCode.FAILED_PRECONDITION,
        "job " + execution.jobId() + " has ended (" + status + ") and cannot be cancelled");
  }

  @Test
  void whoeverCancelledSeesCancelledEvenIfTheProgramEndedWellMeanwhile() {
    Execution execution = claimOne(NODE);
    Lease lease = Lease.of(execution);
    database.executions().started(lease, start());
    database.executions().requestCancel(execution.jobId(), cancel("too late"));

    assertThat(database.executions().collecting(lease, LATER)).isTrue();
    assertThat(database.executions().finish(lease, success())).isTrue();

    Execution ended = database.executions().get(execution.id());
    assertThat(ended.state()).isEqualTo(JobStatus.CANCELLED);
    assertThat(ended.returnCode()).isZero();
    assertThat(ended.errorMessage()).isEqualTo("Canceled by user: too late");
  }

  @Test
  void aLostJobThatWasBeingCancelledIsAnError() {
    Execution execution = claimOne(NODE);
    database.executions().requestCancel(execution.jobId(), cancel(""));

    database
        .executions()
        .finish(
            Lease.of(execution),
            Outcome.failed(JobStatus.ERROR, LATER, ErrorCode.DATA_LOSS, "lost"));

    assertThat(database.jobs().get(execution.jobId()).status()).isEqualTo(JobStatus.ERROR);
  }

  @Test
  void startOfAnExecutionBeingCancelledIsNotedAndItStaysSo() {
    Execution execution = claimOne(NODE);
    database.executions().requestCancel(execution.jobId(), cancel(""));

    assertThat(database.executions().started(Lease.of(execution), start())).isTrue();

    Execution noted = database.executions().get(execution.id());
    assertThat(noted.state()).isEqualTo(JobStatus.CANCELLING);
    assertThat(noted.startedAt()).isEqualTo(LATER);
    finish(execution, success());
  }

  @Test
  void aSecondCancelMayForceAndNeverSoftens() {
    Execution execution = claimOne(NODE);
    String jobId = execution.jobId();

    database.executions().requestCancel(jobId, new CancelRequest("please", true, LATER));
    assertThat(cancelOf(execution).graceful()).isTrue();
    database.executions().requestCancel(jobId, new CancelRequest("now", false, LATER));
    assertThat(cancelOf(execution).graceful()).isFalse();
    database.executions().requestCancel(jobId, new CancelRequest("please", true, LATER));
    assertThat(cancelOf(execution).graceful()).isFalse();
    finish(execution, success());
  }

  @Test
  void cancelAgainstClaimLeavesNoThirdState() throws Exception {
    for (int round = 0; round < 20; round++) {
      Execution queued = enqueue(createJob("true"), 1);
      List<Object> results =
          inParallel(
              List.of(
                  () -> database.executions().claim("racer", 8, CAPACITY, LEASE_END, 1),
                  () -> database.executions().requestCancel(queued.jobId(), cancel(""))));
      Execution after = database.executions().get(queued.id());
      boolean claimed = !((List<?>) results.get(0)).isEmpty();
      assertThat(after.state())
          .isEqualTo(claimed ? JobStatus.CANCELLING : JobStatus.CANCELLED)
          .isEqualTo(results.get(1));
      if (claimed) {
        finish(after, success());
      }
    }
  }

  // Delete

  @Test
  void deleteForgetsTheJobAndKeepsItsOperations() {
    Execution execution = runToEnd(createJob("true"), success());
    Job job = database.jobs().get(execution.jobId());
    Operation deletion = deletion(job);

    database.jobs().delete(job.id(), deletion);

    assertThat(database.jobs().find(job.id())).isEmpty();
    assertThat(database.jobs().events(job.id())).isEmpty();
    assertThat(database.executions().ofJob(job.id())).isEmpty();
    assertThat(database.executions().list(PROJECT, List.of(job.id()), 10, null).items()).isEmpty();
    assertThat(database.executions().get(execution.id()).returnCode()).isZero();
    assertThat(database.operations().get(execution.id()).done()).isTrue();
    assertThat(database.operations().get(deletion.id())).isEqualTo(deletion);
  }

  @ParameterizedTest
  @EnumSource(names = {"PREPARING", "EXECUTING", "UPLOADING_OUTPUT", "CANCELLING"})
  void deleteOfARunningJobIsRefused(JobStatus status) {
    Execution execution = claimOne(NODE);
    if (status == JobStatus.CANCELLING) {
      database.executions().requestCancel(execution.jobId(), cancel(""));
    } else {
      bringTo(execution, status);
    }
    Job job = database.jobs().get(execution.jobId());

    assertFails(
        () -> database.jobs().delete(job.id(), deletion(job)),
        ErrorCode.FAILED_PRECONDITION,
        "job " + job.id() + " is " + status + ": cancel it before it is deleted");
    assertThat(database.jobs().get(job.id())).isEqualTo(job);
  }

  // Projects and contents

  @Test
  void ensureKeepsTheProjectThatIsThere() {
    Project first = project("twice");
    database.projects().ensure(first);
    Project second = new Project("twice", "other", "", Map.of(), LATER, "bob");

    assertThat(database.projects().ensure(second)).isEqualTo(first);
    assertThat(database.projects().get("twice")).isEqualTo(first);
  }

  @Test
  void aProjectWithJobsIsNotDeleted() {
    Operation operation =
        Operation.completed(
            Ids.operation(LATER), Operation.Kind.DELETE_PROJECT, PROJECT, null, LATER, USER);
    createJob("true");

    assertFails(
        () -> database.projects().delete(PROJECT, operation),
        ErrorCode.FAILED_PRECONDITION,
        "project p has jobs: delete them before it");
    assertThat(database.operations().find(operation.id())).isEmpty();
  }

  @Test
  void createAndDeleteOfAProjectAreOperations() {
    Project project = project("short-lived");
    Operation made = projectOperation(Operation.Kind.CREATE_PROJECT, project);
    Operation gone = projectOperation(Operation.Kind.DELETE_PROJECT, project);

    database.projects().create(project, made);
    assertThat(database.projects().list(100, null).items()).contains(project);
    assertFails(
        () -> database.projects().create(project, gone),
        ErrorCode.ALREADY_EXISTS,
        "project short-lived exists");
    database.projects().delete(project.id(), gone);

    assertThat(database.projects().find(project.id())).isEmpty();
    assertThat(database.operations().list(project.id(), 10, null).items())
        .containsExactlyInAnyOrder(made, gone);
  }

  @Test
  void contentsAreKnownPerProject() {
    database.files().add(PROJECT, "aa", 1, NOON);
    database.files().add(PROJECT, "aa", 1, NOON);

    assertThat(database.files().has(PROJECT, "aa")).isTrue();
    assertThat(database.files().has("other", "aa")).isFalse();
    assertThat(database.files().missing(PROJECT, List.of("cc", "aa", "bb")))
        .containsExactly("cc", "bb");
    assertThat(database.files().remove(PROJECT, "aa")).isTrue();
    assertThat(database.files().remove(PROJECT, "aa")).isFalse();
  }

  // Keeping

  @Test
  void everythingAcknowledgedIsThereAfterReopening() throws Exception {
    Execution execution = runToEnd(createJob("true"), success());
    Execution running = claimOne("survivor");
    Job job = database.jobs().get(execution.jobId());

    database.close();
    database = open();

    assertThat(database.jobs().get(job.id())).isEqualTo(job);
    assertThat(database.jobs().events(job.id())).hasSize(5);
    assertThat(database.executions().held("survivor")).containsExactly(running);
    finish(running, success());
  }

  @Test
  void aTransactionThatFailsLeavesNothing() {
    Job job = createJob("true");
    Execution execution = Execution.queued(Ids.operation(LATER), job, LATER, USER, 1);
    Operation unstorable =
        new Operation(
            execution.id(),
            PROJECT,
            job.id(),
            Operation.Kind.EXECUTE_JOB,
            "a\0b",
            LATER,
            USER,
            LATER,
            false,
            null,
            null);

    assertThatThrownBy(() -> database.executions().enqueue(job.id(), execution, unstorable))
        .isInstanceOf(ExecutorException.class);

    assertThat(database.jobs().get(job.id())).isEqualTo(job);
    assertThat(database.jobs().events(job.id())).hasSize(1);
    assertThat(database.executions().find(execution.id())).isEmpty();
  }

  // Helpers

  Database database() {
    return database;
  }

  private Job createJob(String cmd) {
    Job job = job(PROJECT, cmd);
    return database.jobs().create(job, creation(job)).job();
  }

  private Job createJob(String projectId, Instant at) {
    Job job = job(projectId, "true", at);
    return database.jobs().create(job, creation(job)).job();
  }

  private Execution enqueue(Job job, int slots) {
    return enqueue(job, slots, LATER);
  }

  private Execution enqueue(Job job, int slots, Instant at) {
    Execution execution = Execution.queued(Ids.operation(at), job, at, USER, slots);
    return database
        .executions()
        .enqueue(job.id(), execution, StoreFixtures.run(execution))
        .execution();
  }

  private Execution claimOne(String owner) {
    String id = enqueue(createJob("true"), 1).id();
    List<Execution> claimed = database.executions().claim(owner, 1, CAPACITY, LEASE_END, 1);
    assertThat(claimed).extracting(Execution::id).containsExactly(id);
    return claimed.get(0);
  }

  private List<String> claimUntilEmpty() {
    List<String> claimed = new ArrayList<>();
    while (true) {
      List<Execution> some = database.executions().claim(NODE, 3, CAPACITY, LEASE_END, 3);
      some.forEach(execution -> claimed.add(execution.id()));
      if (some.isEmpty()) {
        return claimed;
      }
    }
  }

  private void drainQueue() {
    while (!database.executions().claim("drain", 1_000, 1_000, LEASE_END, 100).isEmpty()) {}
  }

  private void bringTo(Execution execution, JobStatus status) {
    Lease lease = Lease.of(execution);
    if (status != JobStatus.PREPARING) {
      database.executions().started(lease, start());
    }
    if (status == JobStatus.UPLOADING_OUTPUT) {
      database.executions().collecting(lease, LATER);
    }
  }

  private void finish(Execution execution, Outcome outcome) {
    Lease lease = Lease.of(execution);
    database.executions().started(lease, start());
    database.executions().collecting(lease, LATER);
    assertThat(database.executions().finish(lease, outcome)).isTrue();
  }

  private Execution runToEnd(Job job, Outcome outcome) {
    enqueue(job, 1);
    Execution claimed = database.executions().claim(NODE, 1, CAPACITY, LEASE_END, 1).get(0);
    assertThat(claimed.jobId()).isEqualTo(job.id());
    finish(claimed, outcome);
    return claimed;
  }

  private CancelRequest cancelOf(Execution execution) {
    return database.executions().get(execution.id()).cancel();
  }

  private long epoch(String executionId) {
    return database.executions().get(executionId).epoch();
  }

  private List<String> idsOf(String projectId, Set<JobStatus> statuses, int pageSize) {
    List<String> ids = new ArrayList<>();
    PageToken token = null;
    do {
      Page<Job> page = database.jobs().list(projectId, statuses, pageSize, token);
      page.items().forEach(job -> ids.add(job.id()));
      token = page.next();
    } while (token != null);
    return ids;
  }

  private static Operation projectOperation(Operation.Kind kind, Project project) {
    return Operation.completed(Ids.operation(LATER), kind, project.id(), null, LATER, USER);
  }

  private static <T> List<T> inParallel(int threads, Callable<T> task) throws Exception {
    return inParallel(Collections.nCopies(threads, task));
  }

  private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdown();
    }
  }

  private static void assertFails(ThrowingCallable deed, ErrorCode code, String message) {
    assertThatThrownBy(deed)
        .isInstanceOfSatisfying(ExecutorException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
