package io.rowrun.executor.service;

import static io.rowrun.executor.service.JobLifeTest.assertFails;
import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.rowrun.proto.datasphere.v2.CreateProjectMetadata;
import io.rowrun.proto.datasphere.v2.CreateProjectRequest;
import io.rowrun.proto.datasphere.v2.DeleteProjectRequest;
import io.rowrun.proto.datasphere.v2.GetProjectRequest;
import io.rowrun.proto.datasphere.v2.ListProjectsRequest;
import io.rowrun.proto.datasphere.v2.Project;
import io.rowrun.proto.datasphere.v2.ProjectExecutionRequest;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.v1.Execution;
import io.rowrun.proto.v1.GetExecutionRequest;
import io.rowrun.proto.v1.GetServerInfoRequest;
import io.rowrun.proto.v1.JobEvent;
import io.rowrun.proto.v1.ListExecutionsRequest;
import io.rowrun.proto.v1.ListJobEventsRequest;
import io.rowrun.proto.v1.ListOperationsRequest;
import io.rowrun.proto.v1.OperationKind;
import io.rowrun.proto.v1.OperationRow;
import io.rowrun.proto.v1.ServerInfo;
import io.rowrun.proto.v1.ServerServiceGrpc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Projects, executions, operations as lists, and what the server says of itself. */
final class ServerSideTest extends OnStack {
  @Test
  void theServerSaysWhatItIs() {
    ServerInfo info =
        ServerServiceGrpc.newBlockingStub(stack.channel())
            .getServerInfo(GetServerInfoRequest.getDefaultInstance());

    assertThat(info.getEngine()).isEqualTo("local");
    assertThat(info.getByteLogOffsets()).isTrue();
    assertThat(info.getSlotsTotal()).isGreaterThanOrEqualTo(8);
    assertThat(info.getHost()).isNotEmpty();
    assertThat(info.getServicesList())
        .containsExactlyInAnyOrder(
            "yandex.cloud.datasphere.v2.jobs.ProjectJobService",
            "yandex.cloud.datasphere.v2.ProjectService",
            "yandex.cloud.operation.OperationService",
            "rowrun.v1.ExecutionService",
            "rowrun.v1.FileService",
            "rowrun.v1.ServerService");
  }

  @Test
  void anExecutionTellsWhatItsJobCannot() {
    String jobId = stack.create(parameters("exit 3")).getJobId();
    String id = stack.execute(jobId).getId();
    stack.awaitDone(id);

    Execution execution =
        stack.executions.get(GetExecutionRequest.newBuilder().setExecutionId(id).build());

    assertThat(execution.getJobId()).isEqualTo(jobId);
    assertThat(execution.getProjectId()).isEqualTo(Stack.PROJECT);
    assertThat(execution.getStatus()).isEqualTo(JobStatus.ERROR);
    assertThat(execution.getDone()).isTrue();
    assertThat(execution.getReturnCode()).isEqualTo(3);
    assertThat(execution.hasErrorCode()).isFalse();
    assertThat(execution.hasProgress()).isFalse();
    assertThat(execution.getMaxRssBytes()).isPositive();
    assertThat(execution.getCpuSeconds()).isNotNegative();
    assertThat(execution.getEngine()).isEqualTo("local");
  }

  @Test
  void executionsAreListedByProjectAndByJob() {
    String one = stack.run(parameters("true"));
    String two = stack.run(parameters("true"));
    String idle = stack.create(parameters("true")).getJobId();

    assertThat(jobsOf(ListExecutionsRequest.newBuilder().setProjectId(Stack.PROJECT)))
        .containsExactly(two, one);
    assertThat(
            jobsOf(
                ListExecutionsRequest.newBuilder()
                    .setProjectId(Stack.PROJECT)
                    .addJobIds(one)
                    .addJobIds(idle)))
        .containsExactly(one);
    assertThat(
            jobsOf(
                ListExecutionsRequest.newBuilder()
                    .addJobIds(one)
                    .addJobIds(two)
                    .addJobIds(one)
                    .addJobIds("j0")))
        .containsExactly(two, one);
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "project_id is required",
        () -> jobsOf(ListExecutionsRequest.newBuilder()));
  }

  private List<String> jobsOf(ListExecutionsRequest.Builder request) {
    return stack.executions.list(request.build()).getExecutionsList().stream()
        .map(Execution::getJobId)
        .toList();
  }

  @Test
  void operationsAreListedAsGetGivesThem() {
    String jobId = stack.create(parameters("true")).getJobId();
    String executeId = stack.execute(jobId).getId();
    Operation execute = stack.awaitDone(executeId);

    List<OperationRow> rows =
        stack
            .executions
            .listOperations(ListOperationsRequest.newBuilder().setProjectId(Stack.PROJECT).build())
            .getOperationsList();

    assertThat(rows)
        .extracting(OperationRow::getKind)
        .containsExactly(OperationKind.EXECUTE_JOB, OperationKind.CREATE_JOB);
    assertThat(rows.get(0).getOperation()).isEqualTo(execute);
    assertThat(rows.get(0).getJobId()).isEqualTo(jobId);
    assertThat(rows.get(1).getProjectId()).isEqualTo(Stack.PROJECT);
  }

  @Test
  void everyStepOfAJobIsAnEvent() {
    String jobId = stack.create(parameters("true")).getJobId();
    stack.awaitDone(stack.execute(jobId).getId());

    List<JobEvent> events =
        stack
            .executions
            .listJobEvents(ListJobEventsRequest.newBuilder().setJobId(jobId).build())
            .getEventsList();

    assertThat(events)
        .extracting(JobEvent::getToStatus)
        .containsExactly(
            JobStatus.CREATING,
            JobStatus.PREPARING,
            JobStatus.EXECUTING,
            JobStatus.UPLOADING_OUTPUT,
            JobStatus.SUCCESS);
    assertThat(events.get(0).getFromStatus()).isEqualTo(JobStatus.JOB_STATUS_UNSPECIFIED);
    assertThat(events.get(4).getFromStatus()).isEqualTo(JobStatus.UPLOADING_OUTPUT);
    assertThat(events.get(4).getProjectId()).isEqualTo(Stack.PROJECT);
  }

  @Test
  void aProjectComesIntoBeingWithItsFirstJob() {
    stack.create(parameters("true"));

    Project project = stack.projects.get(projectRequest(Stack.PROJECT));

    assertThat(project.getId()).isEqualTo(Stack.PROJECT);
    assertThat(project.getName()).isEqualTo(Stack.PROJECT);
  }

  @Test
  void projectsAreMadeListedAndRemoved() {
    CreateProjectRequest request =
        CreateProjectRequest.newBuilder()
            .setName("nightly")
            .setDescription("scores")
            .putLabels("team", "a")
            .build();

    Operation created = stack.projects.create(request);

    Project project = Stack.unpack(created.getResponse(), Project.class);
    assertThat(Stack.unpack(created.getMetadata(), CreateProjectMetadata.class).getProjectId())
        .isEqualTo("nightly");
    assertThat(project.getDescription()).isEqualTo("scores");
    assertThat(project.getLabelsMap()).containsEntry("team", "a");
    assertThat(stack.projects.get(projectRequest("nightly"))).isEqualTo(project);
    assertThat(stack.projects.list(ListProjectsRequest.getDefaultInstance()).getProjectsList())
        .containsExactly(project);
    assertFails(Status.Code.ALREADY_EXISTS, "nightly", () -> stack.projects.create(request));

    Operation deleted =
        stack.projects.delete(DeleteProjectRequest.newBuilder().setProjectId("nightly").build());

    assertFails(
        Status.Code.NOT_FOUND, "nightly", () -> stack.projects.get(projectRequest("nightly")));
    assertThat(stack.operation(deleted.getId())).isEqualTo(deleted);
  }

  @Test
  void aProjectWithJobsIsNotRemoved() {
    stack.create(parameters("true"));

    assertFails(
        Status.Code.FAILED_PRECONDITION,
        Stack.PROJECT,
        () ->
            stack.projects.delete(
                DeleteProjectRequest.newBuilder().setProjectId(Stack.PROJECT).build()));
  }

  @Test
  void mistakesInProjectsAreNamed() {
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "'Nightly'",
        () -> stack.projects.create(CreateProjectRequest.newBuilder().setName("Nightly").build()));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "'../p'",
        () -> stack.jobs.create(Stack.request(parameters("true")).setProjectId("../p").build()));
    assertFails(
        Status.Code.UNIMPLEMENTED,
        "ProjectService/Execute",
        () -> stack.projects.execute(ProjectExecutionRequest.getDefaultInstance()));
  }

  private static GetProjectRequest projectRequest(String id) {
    return GetProjectRequest.newBuilder().setProjectId(id).build();
  }
}
