package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.await;
import static io.rowrun.executor.service.Stack.parameters;
import static io.rowrun.executor.service.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobResponse;
import io.rowrun.proto.operation.CancelOperationRequest;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class JobLifeTest extends OnStack {
  @Test
  void createKeepsTheJobAsDescribed() {
    var wanted =
        request(
                parameters("echo ${WHO}")
                    .addArguments(Argument.newBuilder().setName("WHO").setValue("me")))
            .setName("greeting")
            .setDesc("says hello")
            .setConfig("cmd: echo ${WHO}")
            .setDataTtl(Duration.newBuilder().setSeconds(3600))
            .build();

    Operation operation = stack.jobs.create(wanted);

    var metadata = Stack.unpack(operation.getMetadata(), CreateProjectJobMetadata.class);
    var response = Stack.unpack(operation.getResponse(), CreateProjectJobResponse.class);
    assertThat(operation.getDone()).isTrue();
    assertThat(metadata.getProjectId()).isEqualTo(Stack.PROJECT);
    assertThat(metadata.getJobId()).isEqualTo(response.getJobId());
    Job job = stack.get(response.getJobId());
    assertThat(job.getStatus()).isEqualTo(JobStatus.CREATING);
    assertThat(job.getName()).isEqualTo("greeting");
    assertThat(job.getDesc()).isEqualTo("says hello");
    assertThat(job.getConfig()).isEqualTo("cmd: echo ${WHO}");
    assertThat(job.getProjectId()).isEqualTo(Stack.PROJECT);
    assertThat(job.getCreatedById()).isEqualTo(System.getProperty("user.name"));
    assertThat(job.getJobParameters().getArgumentsList())
        .isEqualTo(wanted.getJobParameters().getArgumentsList());
    assertThat(stack.operation(operation.getId())).isEqualTo(operation);
  }

  @Test
  void executeRunsTheCommandAndItsOperationTellsHowItWent() {
    String jobId = stack.create(parameters("echo out; echo err >&2; exit 3")).getJobId();

    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(operation.hasError()).isFalse();
    assertThat(Stack.executeResponse(operation).getResult().getReturnCode()).isEqualTo(3);
    Job job = stack.get(jobId);
    assertThat(job.getStatus()).isEqualTo(JobStatus.ERROR);
    assertThat(job.getStatusDetails()).contains("3");
    assertThat(job.hasStartedAt()).isTrue();
    assertThat(job.hasFinishedAt()).isTrue();
    assertThat(job.getActualCloudInstanceType().getName()).isEqualTo("c1.4");
    var metadata = Stack.unpack(operation.getMetadata(), ExecuteProjectJobMetadata.class);
    assertThat(jobOf(metadata)).isEqualTo(job);
    assertThat(metadata.getMetadata().getStatus()).isEqualTo(JobStatus.ERROR);
    assertThat(stack.log(jobId).lines()).containsExactlyInAnyOrder("out", "err");
  }

  @SuppressWarnings("deprecation") // what older clients read
  private static Job jobOf(ExecuteProjectJobMetadata metadata) {
    return metadata.getJob();
  }

  @Test
  void executingAgainIsTheSameOperationWhileItRunsAndAfterwards() {
    String jobId = stack.create(parameters("true")).getJobId();

    String first = stack.execute(jobId).getId();
    String second = stack.execute(jobId).getId();
    stack.awaitDone(first);
    Operation third = stack.execute(jobId);

    assertThat(second).isEqualTo(first);
    assertThat(third).isEqualTo(stack.operation(first));
  }

  @Test
  void theSameIdempotencyKeyIsTheSameJobInAProject() {
    var jobs = Stack.with(stack.jobs, "idempotency-key", "k1");

    Operation first = jobs.create(request(parameters("true")).build());
    Operation again = jobs.create(request(parameters("true")).build());
    Operation elsewhere = jobs.create(request(parameters("true")).setProjectId("p2").build());

    assertThat(again).isEqualTo(first);
    assertThat(elsewhere.getId()).isNotEqualTo(first.getId());
  }

  @Test
  void anInvalidCreateWritesNothing() {
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "${WHO}",
        () -> stack.jobs.create(request(parameters("echo ${WHO}")).setProjectId("p9").build()));

    assertThat(list("p9", "").getJobsList()).isEmpty();
    assertFails(
        Status.Code.NOT_FOUND,
        "p9",
        () ->
            stack.projects.get(
                io.rowrun.proto.datasphere.v2.GetProjectRequest.newBuilder()
                    .setProjectId("p9")
                    .build()));
  }

  @Test
  void cancellingAJobThatWasNotExecutedEndsIt() {
    String jobId = stack.create(parameters("true")).getJobId();

    cancel(jobId, "no longer needed", false);

    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.CANCELLED);
    assertFails(Status.Code.FAILED_PRECONDITION, "CANCELLED", () -> stack.execute(jobId));
    assertFails(Status.Code.FAILED_PRECONDITION, "CANCELLED", () -> cancel(jobId, "", false));
  }

  @Test
  void cancellingARunningJobIsAnErrorOfItsOperation() {
    String jobId = stack.create(parameters("echo started; sleep 600")).getJobId();
    String operationId = stack.execute(jobId).getId();
    stack.awaitStatus(jobId, JobStatus.EXECUTING);

    cancel(jobId, "too slow", false);

    Operation operation = stack.awaitDone(operationId);
    assertThat(operation.getError().getCode()).isEqualTo(1);
    assertThat(operation.getError().getMessage()).isEqualTo("Canceled by user: too slow");
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aGracefulCancelLetsTheProgramSayGoodbye() {
    String jobId =
        stack
            .create(
                parameters("trap 'echo bye; exit 0' USR1; echo ready; while :; do sleep 0.05; done")
                    .setGracefulShutdownParameters(
                        GracefulShutdownParameters.newBuilder()
                            .setSignal(10)
                            .setTimeout(Duration.newBuilder().setSeconds(20))))
            .getJobId();
    String operationId = stack.execute(jobId).getId();
    await().until(() -> logNow(jobId).contains("ready"));

    cancel(jobId, "", true);

    assertThat(stack.awaitDone(operationId).getError().getCode()).isEqualTo(1);
    assertThat(stack.log(jobId)).contains("ready\n", "bye\n");
  }

  private String logNow(String jobId) {
    return Stack.text(Stack.with(stack.jobs, "rowrun-follow", "false"), jobId, 0);
  }

  @Test
  void cancellingTheOperationCancelsTheJob() {
    String jobId = stack.create(parameters("sleep 600")).getJobId();
    String operationId = stack.execute(jobId).getId();

    stack.operations.cancel(
        CancelOperationRequest.newBuilder().setOperationId(operationId).build());

    assertThat(stack.awaitDone(operationId).getError().getCode()).isEqualTo(1);
    Operation again =
        stack.operations.cancel(
            CancelOperationRequest.newBuilder().setOperationId(operationId).build());
    assertThat(again).isEqualTo(stack.operation(operationId));
  }

  @Test
  void listGoesThroughAllJobsNewestFirstPageByPage() {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      created.add(stack.create(parameters("true")).getJobId());
    }
    Collections.reverse(created);

    List<String> listed = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      ListProjectJobResponse page =
          stack.jobs.list(
              ListProjectJobRequest.newBuilder()
                  .setProjectId(Stack.PROJECT)
                  .setPageSize(3)
                  .setPageToken(token)
                  .build());
      page.getJobsList().forEach(job -> listed.add(job.getId()));
      token = page.getNextPageToken();
      pages++;
    } while (!token.isEmpty());

    assertThat(listed).isEqualTo(created);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aPageOfBigJobsStaysBelowWhatClientsTake() {
    String config = "x".repeat(1_000_000);
    for (int i = 0; i < 5; i++) {
      stack.jobs.create(request(parameters("true")).setConfig(config).build());
    }

    ListProjectJobResponse first = list(Stack.PROJECT, "");

    assertThat(first.getSerializedSize()).isLessThan(4 * 1024 * 1024);
    ListProjectJobResponse second =
        stack.jobs.list(
            ListProjectJobRequest.newBuilder()
                .setProjectId(Stack.PROJECT)
                .setPageToken(first.getNextPageToken())
                .build());
    assertThat(first.getJobsCount() + second.getJobsCount()).isEqualTo(5);
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void listFiltersByStatus() {
    String idle = stack.create(parameters("true")).getJobId();
    String failed = stack.run(parameters("exit 1"));
    stack.awaitStatus(failed, JobStatus.ERROR);

    assertThat(ids(list(Stack.PROJECT, "status IN (ERROR)"))).containsExactly(failed);
    assertThat(ids(list(Stack.PROJECT, "status IN (CREATING, SUCCESS)"))).containsExactly(idle);
    assertThat(ids(list(Stack.PROJECT, "status IN (EXECUTING)"))).isEmpty();
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "filter, position 8: expected IN",
        () -> list(Stack.PROJECT, "status = ERROR"));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "filter must have 1000 characters at most: it has 1001",
        () -> list(Stack.PROJECT, " ".repeat(1001)));
  }

  @Test
  void pagingFieldsAreChecked() {
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "page_size must be 0 to 1000: 1001",
        () ->
            stack.jobs.list(
                ListProjectJobRequest.newBuilder().setProjectId("p").setPageSize(1001).build()));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "page_token",
        () ->
            stack.jobs.list(
                ListProjectJobRequest.newBuilder().setProjectId("p").setPageToken("?").build()));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "project_id is required",
        () -> stack.jobs.list(ListProjectJobRequest.getDefaultInstance()));
  }

  @Test
  void aDeletedJobIsGoneAndItsOperationsStay() {
    String jobId = stack.create(parameters("echo bye")).getJobId();
    String executeId = stack.execute(jobId).getId();
    stack.awaitDone(executeId);

    Operation delete = delete(jobId);

    assertThat(delete.getDone()).isTrue();
    assertFails(Status.Code.NOT_FOUND, "Unknown job " + jobId, () -> stack.get(jobId));
    assertThat(root.resolve("jobs").resolve(jobId)).doesNotExist();
    assertThat(stack.operation(delete.getId())).isEqualTo(delete);
    Operation execute = stack.operation(executeId);
    assertThat(Stack.executeResponse(execute).hasResult()).isTrue();
    assertThat(jobOf(Stack.unpack(execute.getMetadata(), ExecuteProjectJobMetadata.class)).getId())
        .isEqualTo(jobId);
  }

  @Test
  void aRunningJobCannotBeDeleted() {
    String jobId = stack.run(parameters("sleep 600"));
    stack.awaitStatus(jobId, JobStatus.EXECUTING);

    assertFails(Status.Code.FAILED_PRECONDITION, jobId, () -> delete(jobId));

    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.EXECUTING);
  }

  @Test
  void anUnknownJobIsNotFoundWhateverIsAsked() {
    String id = "j0000000000000000000";
    List<ThrowingCallable> calls =
        List.of(
            () -> stack.get(id),
            () -> stack.execute(id),
            () -> cancel(id, "", false),
            () -> delete(id),
            () -> stack.log(id),
            () -> stack.upload(id, "a", new byte[1], 1));
    for (ThrowingCallable call : calls) {
      assertFails(Status.Code.NOT_FOUND, "Unknown job " + id, call);
    }
    assertFails(
        Status.Code.NOT_FOUND,
        "o1",
        () -> stack.operations.get(GetOperationRequest.newBuilder().setOperationId("o1").build()));
  }

  private Operation delete(String jobId) {
    return stack.jobs.delete(DeleteProjectJobRequest.newBuilder().setJobId(jobId).build());
  }

  private void cancel(String jobId, String reason, boolean graceful) {
    stack.jobs.cancel(
        CancelProjectJobRequest.newBuilder()
            .setJobId(jobId)
            .setReason(reason)
            .setGraceful(graceful)
            .build());
  }

  private ListProjectJobResponse list(String projectId, String filter) {
    return stack.jobs.list(
        ListProjectJobRequest.newBuilder().setProjectId(projectId).setFilter(filter).build());
  }

  private static List<String> ids(ListProjectJobResponse page) {
    return page.getJobsList().stream().map(Job::getId).toList();
  }

  static void assertFails(Status.Code code, String messagePart, ThrowingCallable call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(failure).isNotNull();
    assertThat(failure.getStatus().getCode()).as(failure.getMessage()).isEqualTo(code);
    assertThat(failure.getStatus().getDescription()).contains(messagePart);
  }
}
