package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.LATER;
import static io.rowrun.executor.store.StoreFixtures.LEASE_END;
import static io.rowrun.executor.store.StoreFixtures.NODE;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Steps that many claims about a store start from. */
final class StoreScenario {
  static final int CAPACITY = 8;
  static final String PROJECT = "p";

  private final Database database;

  StoreScenario(Database database) {
    this.database = database;
  }

  Job createJob(String cmd) {
    Job job = job(PROJECT, cmd);
    return database.jobs().create(job, creation(job)).job();
  }

  Job createJob(String projectId, Instant at) {
    Job job = job(projectId, "true", at);
    return database.jobs().create(job, creation(job)).job();
  }

  Execution enqueue(Job job, int slots) {
    return enqueue(job, slots, LATER);
  }

  Execution enqueue(Job job, int slots, Instant at) {
    Execution execution = Execution.queued(Ids.operation(at), job, at, USER, slots);
    return database
        .executions()
        .enqueue(job.id(), execution, StoreFixtures.run(execution))
        .execution();
  }

  Execution claimOne(String owner) {
    String id = enqueue(createJob("true"), 1).id();
    List<Execution> claimed = database.executions().claim(owner, 1, CAPACITY, LEASE_END, 1);
    assertThat(claimed).extracting(Execution::id).containsExactly(id);
    return claimed.get(0);
  }

  List<String> claimUntilEmpty() {
    List<String> claimed = new ArrayList<>();
    while (true) {
      List<Execution> some = database.executions().claim(NODE, 3, CAPACITY, LEASE_END, 3);
      some.forEach(execution -> claimed.add(execution.id()));
      if (some.isEmpty()) {
        return claimed;
      }
    }
  }

  void drainQueue() {
    while (!database.executions().claim("drain", 1_000, 1_000, LEASE_END, 100).isEmpty()) {}
  }

  void bringTo(Execution execution, JobStatus status) {
    Lease lease = Lease.of(execution);
    if (status != JobStatus.PREPARING) {
      database.executions().started(lease, start());
    }
    if (status == JobStatus.UPLOADING_OUTPUT) {
      database.executions().collecting(lease, LATER);
    }
  }

  void finish(Execution execution, Outcome outcome) {
    Lease lease = Lease.of(execution);
    database.executions().started(lease, start());
    database.executions().collecting(lease, LATER);
    assertThat(database.executions().finish(lease, outcome)).isTrue();
  }

  Execution runToEnd(Job job, Outcome outcome) {
    enqueue(job, 1);
    Execution claimed = database.executions().claim(NODE, 1, CAPACITY, LEASE_END, 1).get(0);
    assertThat(claimed.jobId()).isEqualTo(job.id());
    finish(claimed, outcome);
    return claimed;
  }

  CancelRequest cancelOf(Execution execution) {
    return database.executions().get(execution.id()).cancel();
  }

  long epoch(String executionId) {
    return database.executions().get(executionId).epoch();
  }

  List<String> idsOf(String projectId, Set<JobStatus> statuses, int pageSize) {
    List<String> ids = new ArrayList<>();
    PageToken token = null;
    do {
      Page<Job> page = database.jobs().list(projectId, statuses, pageSize, token);
      page.items().forEach(job -> ids.add(job.id()));
      token = page.next();
    } while (token != null);
    return ids;
  }

  static <T> List<T> inParallel(int threads, Callable<T> task) throws Exception {
    return inParallel(Collections.nCopies(threads, task));
  }

  static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
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

  static void assertFails(ThrowingCallable deed, ErrorCode code, String message) {
    assertThatThrownBy(deed)
        .isInstanceOfSatisfying(ExecutorException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
