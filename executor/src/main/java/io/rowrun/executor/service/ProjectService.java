package io.rowrun.executor.service;

import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.Page;
import io.rowrun.proto.datasphere.v2.CreateProjectRequest;
import io.rowrun.proto.datasphere.v2.DeleteProjectRequest;
import io.rowrun.proto.datasphere.v2.GetProjectRequest;
import io.rowrun.proto.datasphere.v2.ListProjectsRequest;
import io.rowrun.proto.datasphere.v2.ListProjectsResponse;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc.ProjectServiceImplBase;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Projects. There are no communities here: which one a request names does not matter. The id of a
 * project is its name, so that it can be guessed from either. Thread-safe.
 */
final class ProjectService extends ProjectServiceImplBase {
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,48}[a-z0-9])?");
  private static final int MAX_DESCRIPTION_LENGTH = 256;
  private static final int MAX_LABELS = 64;

  private final ServiceParts parts;
  private final Database store;

  ProjectService(ServiceParts parts) {
    this.parts = parts;
    this.store = parts.store();
  }

  @Override
  public void create(
      CreateProjectRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    check(request);
    Instant now = parts.clock().instant();
    Project project =
        new Project(
            request.getName(),
            request.getName(),
            request.getDescription(),
            request.getLabelsMap(),
            now,
            Caller.name());
    Operation operation = completed(Operation.Kind.CREATE_PROJECT, project.id(), now);
    store.projects().create(project, operation);
    Answers.send(answer, OperationProtos.createProject(operation, project));
  }

  private static void check(CreateProjectRequest request) {
    if (!NAME.matcher(request.getName()).matches()) {
      throw invalid(
          "name must be 1 to 50 of a-z, 0-9 and '-', begin with a letter and not end with '-': '"
              + request.getName()
              + "'");
    }
    if (request.getDescription().length() > MAX_DESCRIPTION_LENGTH) {
      throw invalid(
          "description must have "
              + MAX_DESCRIPTION_LENGTH
              + " characters at most: it has "
              + request.getDescription().length());
    }
    if (request.getLabelsCount() > MAX_LABELS) {
      throw invalid(
          "labels must be " + MAX_LABELS + " at most: they are " + request.getLabelsCount());
    }
    if (request.hasSettings()) {
      throw unsupported("settings");
    }
    if (request.hasLimits()) {
      throw unsupported("limits");
    }
  }

  @Override
  public void get(
      GetProjectRequest request, StreamObserver<io.rowrun.proto.datasphere.v2.Project> answer) {
    Answers.send(answer, ProjectProtos.project(store.projects().get(request.getProjectId())));
  }

  @Override
  public void list(ListProjectsRequest request, StreamObserver<ListProjectsResponse> answer) {
    if (!request.getProjectNamePattern().isEmpty()) {
      throw unsupported("project_name_pattern");
    }
    if (!request.getOwnedById().isEmpty()) {
      throw unsupported("owned_by_id");
    }
    Page<Project> page =
        store
            .projects()
            .list(Paging.size(request.getPageSize()), Paging.start(request.getPageToken()));
    var response = ListProjectsResponse.newBuilder().setNextPageToken(Paging.next(page.next()));
    page.items().forEach(project -> response.addProjects(ProjectProtos.project(project)));
    Answers.send(answer, response.build());
  }

  @Override
  public void delete(
      DeleteProjectRequest request, StreamObserver<io.rowrun.proto.operation.Operation> answer) {
    Instant now = parts.clock().instant();
    Operation operation = completed(Operation.Kind.DELETE_PROJECT, request.getProjectId(), now);
    store.projects().delete(request.getProjectId(), operation);
    Answers.send(answer, OperationProtos.deleteProject(operation));
  }

  private static Operation completed(Operation.Kind kind, String projectId, Instant now) {
    return Operation.completed(Ids.operation(now), kind, projectId, null, now, Caller.name());
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }

  private static ExecutorException unsupported(String field) {
    return new ExecutorException(
        ErrorCode.UNIMPLEMENTED, field + " is not supported by this server yet");
  }
}
