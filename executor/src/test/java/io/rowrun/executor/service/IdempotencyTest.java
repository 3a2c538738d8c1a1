package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.parameters;
import static io.rowrun.executor.service.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.proto.datasphere.v2.CreateProjectRequest;
import io.rowrun.proto.datasphere.v2.DeleteProjectRequest;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc.ProjectServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.UpdateProjectRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.operation.Operation;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A request sent again under its Idempotency-Key is the same request, whatever it is. */
final class IdempotencyTest extends OnStack {
  @Test
  void everyRequestAboutAJobIsDoneOnce() {
    String jobId = stack.create(parameters("true")).getJobId();
    var clone = CloneProjectJobRequest.newBuilder().setSourceJobId(jobId).build();
    var execute = ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build();
    var deleteData = DeleteProjectJobDataRequest.newBuilder().setJobId(jobId).build();
    var deleteAll = DeleteAllProjectJobDataRequest.newBuilder().setProjectId(Stack.PROJECT).build();
    var delete = DeleteProjectJobRequest.newBuilder().setJobId(jobId).build();

    assertThat(jobs("clone").clone(clone).getId()).isEqualTo(jobs("clone").clone(clone).getId());
    String run = jobs("run").execute(execute).getId();
    assertThat(jobs("run").execute(execute).getId()).isEqualTo(run);
    stack.awaitDone(run);
    assertThat(jobs("data").deleteData(deleteData)).isEqualTo(jobs("data").deleteData(deleteData));
    assertThat(jobs("all").deleteAllData(deleteAll))
        .isEqualTo(jobs("all").deleteAllData(deleteAll));
    assertThat(jobs("del").delete(delete)).isEqualTo(jobs("del").delete(delete));
  }

  @Test
  void everyRequestAboutAProjectIsDoneOnce() {
    var create = CreateProjectRequest.newBuilder().setName("once").build();
    var update = UpdateProjectRequest.newBuilder().setProjectId("once").setName("twice").build();
    var delete = DeleteProjectRequest.newBuilder().setProjectId("once").build();

    assertThat(projects("c").create(create).getId())
        .isEqualTo(projects("c").create(create).getId());
    assertThat(projects("u").update(update).getId())
        .isEqualTo(projects("u").update(update).getId());
    assertThat(projects("d").delete(delete)).isEqualTo(projects("d").delete(delete));
  }

  @Test
  void theKeyOfADeletedJobStandsForItsOperationStill() {
    Operation created = jobs("k").create(request(parameters("true")).build());
    String jobId =
        Stack.unpack(
                created.getResponse(),
                io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse.class)
            .getJobId();
    stack.jobs.delete(DeleteProjectJobRequest.newBuilder().setJobId(jobId).build());

    assertThat(jobs("k").create(request(parameters("true")).build())).isEqualTo(created);
  }

  @Test
  void theKeyOfAnExecutionStandsForItWhenTheDataOrTheJobIsGone() {
    String jobId = stack.create(parameters("true")).getJobId();
    var execute = ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build();
    String run = jobs("run").execute(execute).getId();
    stack.awaitDone(run);

    stack.jobs.deleteData(DeleteProjectJobDataRequest.newBuilder().setJobId(jobId).build());
    assertThat(jobs("run").execute(execute).getId()).isEqualTo(run);
    stack.jobs.delete(DeleteProjectJobRequest.newBuilder().setJobId(jobId).build());
    assertThat(jobs("run").execute(execute).getId()).isEqualTo(run);
  }

  /** What is kept of a request must not help to guess passwords. */
  @Test
  void passwordsTellNoRequestFromAnother() {
    var one = request(parameters("true")).setConfig("https://me:one@host/").build();
    var other = request(parameters("true")).setConfig("https://me:other@host/").build();

    assertThat(jobs("k").create(other)).isEqualTo(jobs("k").create(one));
  }

  @Test
  void aKeyThatStandsForSomethingElseIsRefused() {
    Operation first = jobs("k").create(request(parameters("true")).build());
    String jobId = stack.create(parameters("true")).getJobId();
    String used = "Idempotency-Key 'k' was used for another request: ";

    assertRefused(
        used + "another CREATE_JOB, operation " + first.getId(),
        () -> jobs("k").create(request(parameters("false")).build()));
    assertRefused(
        used + "CREATE_JOB, operation " + first.getId(),
        () -> jobs("k").execute(ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build()));
  }

  @Test
  void aRequestThatFailedLeavesItsKeyFree() {
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> jobs("k").create(request(parameters(" ")).build()));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);

    assertThat(jobs("k").create(request(parameters("true")).build()).getDone()).isTrue();
  }

  @Test
  void aKeyOfMoreThan200CharactersIsRefused() {
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> jobs("k".repeat(201)).create(request(parameters("true")).build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal)
        .hasMessageContaining(
            "the header idempotency-key must have 200 characters at most: it has 201");
  }

  private ProjectJobServiceBlockingStub jobs(String key) {
    return Stack.with(stack.jobs, "idempotency-key", key);
  }

  private ProjectServiceBlockingStub projects(String key) {
    return Stack.with(stack.projects, "idempotency-key", key);
  }

  private static void assertRefused(String message, ThrowingCallable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(refusal).hasMessageContaining(message);
  }
}
