package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.LATER;
import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.cancel;
import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.deletion;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.project;
import static io.rowrun.executor.store.StoreScenario.PROJECT;
import static io.rowrun.executor.store.StoreScenario.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How lists are ordered and cut into pages. */
interface ListClaims extends StoreClaims {

  @Test
  default void listIsNewestFirstAndTiesAreOrderedById() {
    database().projects().ensure(project("list"));
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      jobs.add(job("list", "true", NOON.plusMillis(i / 3)));
    }
    List<Job> shuffled = new ArrayList<>(jobs);
    Collections.shuffle(shuffled);
    shuffled.forEach(job -> database().jobs().create(job, creation(job)));

    Collections.reverse(jobs);
    assertThat(database().jobs().list("list", Set.of(), 10, null))
        .isEqualTo(new Page<>(jobs, null));
  }

  @Test
  default void pagesNeitherRepeatNorSkipWhileOthersCreateAndDelete() {
    database().projects().ensure(project("pages"));
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      before.add(0, given().createJob("pages", NOON.plusMillis(i / 4)).id());
    }

    List<String> seen = new ArrayList<>();
    PageToken token = null;
    do {
      Page<Job> page = database().jobs().list("pages", Set.of(), 4, token);
      page.items().forEach(job -> seen.add(job.id()));
      given().createJob("pages", LATER);
      Job read = page.items().get(0);
      database().jobs().delete(read.id(), deletion(read), null);
      token = page.next() == null ? null : PageToken.parse(page.next().encode());
    } while (token != null);

    assertThat(seen).isEqualTo(before);
  }

  @Test
  default void aPageThatIsExactlyFullIsTheLast() {
    database().projects().ensure(project("full"));
    given().createJob("full", NOON);
    given().createJob("full", NOON);

    assertThat(database().jobs().list("full", Set.of(), 2, null).next()).isNull();
    assertThat(database().jobs().list("full", Set.of(), 1, null).next()).isNotNull();
  }

  @Test
  default void listByStatusHasExactlyTheJobsInThoseStatesNewestFirst() {
    database().projects().ensure(project("status"));
    List<String> created = new ArrayList<>();
    List<String> both = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Job job = given().createJob("status", NOON.plusMillis(i));
      if (i % 3 == 1) {
        given().enqueue(job, 1);
      }
      if (i % 3 == 2) {
        database().executions().requestCancel(job.id(), cancel(""));
      } else {
        both.add(0, job.id());
      }
      if (i % 3 == 0) {
        created.add(0, job.id());
      }
    }
    given().drainQueue();

    Set<JobStatus> two = EnumSet.of(JobStatus.CREATING, JobStatus.PREPARING);
    assertThat(given().idsOf("status", EnumSet.of(JobStatus.CREATING), 100)).isEqualTo(created);
    assertThat(given().idsOf("status", two, 100)).isEqualTo(both);
    assertThat(given().idsOf("status", two, 2)).isEqualTo(both);
    assertThat(given().idsOf("status", EnumSet.of(JobStatus.ERROR), 2)).isEmpty();
  }

  @Test
  default void textThatIsNoPageTokenIsRefused() {
    for (String text : List.of("", "x", "%%%", "A".repeat(1_000), "A".repeat(16))) {
      assertFails(
          () -> PageToken.parse(text),
          ErrorCode.INVALID_ARGUMENT,
          "page_token is none that this service gave out");
    }
  }

  @Test
  default void operationsAndExecutionsAreListedNewestFirstPageByPage() {
    database().projects().ensure(project("runs"));
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Job job = given().createJob("runs", NOON.plusMillis(i));
      runs.add(0, given().enqueue(job, 1, LATER.plusMillis(i)).id());
    }
    given().drainQueue();

    Page<Execution> first = database().executions().list("runs", Set.of(), 3, null);
    Page<Execution> second = database().executions().list("runs", Set.of(), 3, first.next());

    assertThat(first.items()).extracting(Execution::id).isEqualTo(runs.subList(0, 3));
    assertThat(second.items()).extracting(Execution::id).isEqualTo(runs.subList(3, 5));
    assertThat(second.next()).isNull();
    assertThat(database().operations().list("runs", 100, null).items()).hasSize(10);
  }

  @Test
  default void executionsOfGivenJobsAreListed() {
    Execution one = given().enqueue(given().createJob("true"), 1, NOON);
    Execution two = given().enqueue(given().createJob("true"), 1, LATER);
    given().enqueue(given().createJob("true"), 1);
    given().drainQueue();

    Page<Execution> page =
        database().executions().list(PROJECT, List.of(one.jobId(), two.jobId(), "jnone"), 10, null);

    assertThat(page.items()).extracting(Execution::id).containsExactly(two.id(), one.id());
  }
}
