package io.rowrun.executor.service;

import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.Removal;
import io.rowrun.executor.store.RequestKey;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.SetProjectJobDataTtlRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How jobs and their data go: at once or when their time has come. What is answered is done in the
 * store; what cannot be taken off the disk at once is later. Thread-safe.
 */
final class JobData {
  private static final int MOST_NAMED = 10;

  private final ServiceParts parts;
  private final Database store;
  private final OperationView operations;
  private final Idempotency idempotency;

  JobData(ServiceParts parts) {
    this.parts = parts;
    this.store = parts.store();
    this.operations = new OperationView(parts);
    this.idempotency = new Idempotency(store.operations());
  }

  io.rowrun.proto.operation.Operation delete(DeleteProjectJobRequest request) {
    RequestKey key = Idempotency.key(request);
    Optional<Operation> earlier = idempotency.repeated(key, Operation.Kind.DELETE_JOB);
    if (earlier.isPresent()) {
      return operations.wire(earlier.get());
    }
    Job job = store.jobs().get(JobRequests.jobId(request.getJobId()));
    Removal removal = store.jobs().delete(job.id(), operation(Operation.Kind.DELETE_JOB, job), key);
    return removed(removal);
  }

  io.rowrun.proto.operation.Operation deleteData(DeleteProjectJobDataRequest request) {
    RequestKey key = Idempotency.key(request);
    Optional<Operation> earlier = idempotency.repeated(key, Operation.Kind.DELETE_JOB_DATA);
    return earlier.isPresent()
        ? operations.wire(earlier.get())
        : removed(clear(JobRequests.jobId(request.getJobId()), key));
  }

  /** For older clients, which say so when they have all they want. */
  void finish(String jobId) {
    removed(clear(JobRequests.jobId(jobId), null));
  }

  /** All jobs that have ended; the operation's description names those that have not. */
  io.rowrun.proto.operation.Operation deleteAllData(DeleteAllProjectJobDataRequest request) {
    RequestKey key = Idempotency.key(request);
    String projectId = JobRequests.projectId(request.getProjectId());
    Instant now = parts.clock().instant();
    Operation operation =
        Operation.completed(
                Ids.operation(now),
                Operation.Kind.DELETE_ALL_JOB_DATA,
                projectId,
                null,
                now,
                Caller.name())
            .withDescription(description(projectId));
    Operation done = store.jobData().clearAll(projectId, operation, key);
    parts.sweeper().wake();
    return operations.wire(done);
  }

  void setTtl(SetProjectJobDataTtlRequest request) {
    @Nullable Duration ttl = request.hasTtl() ? JobRequests.dataTtl("ttl", request.getTtl()) : null;
    store.jobData().setTtl(JobRequests.jobId(request.getJobId()), ttl);
    parts.sweeper().wake();
  }

  private Removal clear(String jobId, @Nullable RequestKey key) {
    Job job = store.jobs().get(jobId);
    return store.jobData().clear(jobId, operation(Operation.Kind.DELETE_JOB_DATA, job), key);
  }

  private io.rowrun.proto.operation.Operation removed(Removal removal) {
    parts.sweeper().remove(removal.left());
    parts.watch().changed(removal.left().jobId());
    return operations.wire(removal.operation());
  }

  private String description(String projectId) {
    List<String> left = store.jobData().unfinished(projectId, MOST_NAMED + 1);
    String named = String.join(", ", left.subList(0, Math.min(MOST_NAMED, left.size())));
    return left.isEmpty()
        ? "Delete data of all jobs"
        : "Delete data of all jobs but those that have not ended: "
            + named
            + (left.size() > MOST_NAMED ? " and more" : "");
  }

  private Operation operation(Operation.Kind kind, Job job) {
    Instant now = parts.clock().instant();
    return Operation.completed(
        Ids.operation(now), kind, job.projectId(), job.id(), now, Caller.name());
  }
}
