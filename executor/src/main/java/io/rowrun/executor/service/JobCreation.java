package io.rowrun.executor.service;

import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import io.rowrun.executor.store.Created;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.RequestKey;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How jobs come to be: described anew, or as clones of others. Thread-safe. */
final class JobCreation {
  private final ServiceParts parts;
  private final Database store;
  private final JobRequests requests;
  private final JobInputs inputs;
  private final OperationView operations;
  private final Idempotency idempotency;

  JobCreation(ServiceParts parts) {
    this.parts = parts;
    this.store = parts.store();
    this.requests = new JobRequests(parts);
    this.inputs = new JobInputs(store.files());
    this.operations = new OperationView(parts);
    this.idempotency = new Idempotency(store.operations());
  }

  /** The operation of a Create, done. */
  io.rowrun.proto.operation.Operation create(CreateProjectJobRequest request) {
    RequestKey key = Idempotency.key(request);
    Optional<Operation> earlier = idempotency.repeated(key, Operation.Kind.CREATE_JOB);
    if (earlier.isPresent()) {
      return operations.wire(earlier.get());
    }
    Instant now = parts.clock().instant();
    Job job = requests.newJob(request, now);
    inputs.checkNew(job);
    ensureProject(job.projectId(), now);
    return keep(job, Operation.Kind.CREATE_JOB, key);
  }

  /** The operation of a Clone, done. */
  io.rowrun.proto.operation.Operation clone(CloneProjectJobRequest request) {
    RequestKey key = Idempotency.key(request);
    Optional<Operation> earlier = idempotency.repeated(key, Operation.Kind.CLONE_JOB);
    if (earlier.isPresent()) {
      return operations.wire(earlier.get());
    }
    Job source = store.jobs().get(JobRequests.id("source_job_id", request.getSourceJobId()));
    JobFiles.requireData(source);
    Job job = requests.clone(source, request, parts.clock().instant());
    inputs.checkNew(job);
    return keep(job, Operation.Kind.CLONE_JOB, key);
  }

  private io.rowrun.proto.operation.Operation keep(
      Job job, Operation.Kind kind, @Nullable RequestKey key) {
    Instant now = job.createdAt();
    Operation operation =
        Operation.completed(
            Ids.operation(now), kind, job.projectId(), job.id(), now, Caller.name());
    Created created = store.jobs().create(job, operation, key);
    return operations.ofCreation(created.operation(), created.job());
  }

  private void ensureProject(String projectId, Instant now) {
    if (store.projects().find(projectId).isEmpty()) {
      store.projects().ensure(Project.named(projectId, now, Caller.name()));
    }
  }
}
