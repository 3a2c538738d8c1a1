package io.rowrun.executor.service;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.FieldMaskUtil;
import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.Page;
import io.rowrun.executor.store.ProjectFilter;
import io.rowrun.executor.store.RequestKey;
import io.rowrun.proto.datasphere.v2.CreateProjectRequest;
import io.rowrun.proto.datasphere.v2.DeleteProjectRequest;
import io.rowrun.proto.datasphere.v2.GetProjectRequest;
import io.rowrun.proto.datasphere.v2.ListProjectsRequest;
import io.rowrun.proto.datasphere.v2.ListProjectsResponse;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc.ProjectServiceImplBase;
import io.rowrun.proto.datasphere.v2.UpdateProjectRequest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Projects. There are no communities here: the one that a project was made for is kept and told, no
 * more; likewise its settings and limits. The id of a project is the name that it was made with, so
 * that it can be guessed from that, unless that is too long for an id. Thread-safe.
 */
final class ProjectService extends ProjectServiceImplBase {
  private static final int MAX_ID_LENGTH = 50;
  private static final int KEPT_OF_LONG_NAME = 29;

  private static final FieldMaskUtil.MergeOptions REPLACING =
      new FieldMaskUtil.MergeOptions()
          .setReplaceMessageFields(true)
          .setReplaceRepeatedFields(true)
          .setReplacePrimitiveFields(true);

  private final ServiceParts parts;
  private final Database store;
  private final OperationView operations;
  private final Idempotency idempotency;

  ProjectService(ServiceParts parts) {
    this.parts = parts;
    this.store = parts.store();
    this.operations = new OperationView(parts);
    this.idempotency = new Idempotency(store.operations());
  }

  @Override
  public void create(
      CreateProjectRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    @Nullable RequestKey key = Idempotency.key(request);
    Optional<Operation> earlier = idempotency.repeated(key, Operation.Kind.CREATE_PROJECT);
    if (earlier.isPresent()) {
      Answers.send(answer, operations.wire(earlier.get()));
      return;
    }
    Instant now = parts.clock().instant();
    Project project = project(request, now);
    Operation operation = completed(Operation.Kind.CREATE_PROJECT, project.id(), now);
    Answers.send(answer, operations.wire(store.projects().create(project, operation, key)));
  }

  private static Project project(CreateProjectRequest request, Instant now) {
    ProjectRules.checkCommunity(request.getCommunityId());
    ProjectRules.checkName(request.getName());
    ProjectRules.checkDescription(request.getDescription());
    ProjectRules.checkLabels(request.getLabelsMap());
    return new Project(
        id(request.getName(), now),
        request.getName(),
        request.getDescription(),
        request.getLabelsMap(),
        now,
        Caller.name(),
        request.getCommunityId(),
        request.hasSettings() ? ProjectProtos.settings(request.getSettings()) : "",
        request.hasLimits() ? ProjectProtos.limits(request.getLimits()) : "");
  }

  private static String id(String name, Instant now) {
    return name.length() <= MAX_ID_LENGTH
        ? name
        : name.substring(0, KEPT_OF_LONG_NAME) + "-" + Ids.operation(now);
  }

  @Override
  public void get(
      GetProjectRequest request, StreamObserver<io.rowrun.proto.datasphere.v2.Project> answer) {
    Answers.send(answer, ProjectProtos.project(store.projects().get(id(request.getProjectId()))));
  }

  @Override
  public void list(ListProjectsRequest request, StreamObserver<ListProjectsResponse> answer) {
    ProjectFilter filter = ProjectRules.filter(request);
    Page<Project> page =
        store
            .projects()
            .list(filter, Paging.size(request.getPageSize()), Paging.start(request.getPageToken()));
    var response = ListProjectsResponse.newBuilder().setNextPageToken(Paging.next(page.next()));
    page.items().forEach(project -> response.addProjects(ProjectProtos.project(project)));
    Answers.send(answer, response.build());
  }

  @Override
  public void update(
      UpdateProjectRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    @Nullable RequestKey key = Idempotency.key(request);
    String projectId = id(request.getProjectId());
    FieldMask mask = ProjectRules.mask(request);
    Operation operation =
        completed(Operation.Kind.UPDATE_PROJECT, projectId, parts.clock().instant());
    Operation done =
        store
            .projects()
            .update(projectId, project -> changed(project, request, mask), operation, key);
    Answers.send(answer, operations.wire(done));
  }

  /** What does not change is not checked: names of projects made at their first use are free. */
  private static Project changed(Project project, UpdateProjectRequest request, FieldMask mask) {
    var wanted =
        io.rowrun.proto.datasphere.v2.Project.newBuilder()
            .setName(request.getName())
            .setDescription(request.getDescription())
            .putAllLabels(request.getLabelsMap());
    if (request.hasSettings()) {
      wanted.setSettings(request.getSettings());
    }
    if (request.hasLimits()) {
      wanted.setLimits(request.getLimits());
    }
    var merged = ProjectProtos.project(project).toBuilder();
    FieldMaskUtil.merge(mask, wanted.build(), merged, REPLACING);
    Project changed = ProjectProtos.changed(project, merged.build());
    if (!changed.name().equals(project.name())) {
      ProjectRules.checkName(changed.name());
    }
    ProjectRules.checkDescription(changed.description());
    ProjectRules.checkLabels(changed.labels());
    return changed;
  }

  @Override
  public void delete(
      DeleteProjectRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    @Nullable RequestKey key = Idempotency.key(request);
    Optional<Operation> earlier = idempotency.repeated(key, Operation.Kind.DELETE_PROJECT);
    if (earlier.isPresent()) {
      Answers.send(answer, operations.wire(earlier.get()));
      return;
    }
    String projectId = id(request.getProjectId());
    Operation operation =
        completed(Operation.Kind.DELETE_PROJECT, projectId, parts.clock().instant());
    Operation done = store.projects().delete(projectId, operation, key);
    parts.sweeper().removeProject(projectId);
    Answers.send(answer, operations.wire(done));
  }

  private static String id(String projectId) {
    return JobRequests.projectId(projectId);
  }

  private static Operation completed(Operation.Kind kind, String projectId, Instant now) {
    return Operation.completed(Ids.operation(now), kind, projectId, null, now, Caller.name());
  }
}
