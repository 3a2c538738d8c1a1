package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.millis;
import static io.rowrun.calcite.datasphere.Values.text;
import static io.rowrun.calcite.provider.ColumnType.TEXT;
import static io.rowrun.calcite.provider.ColumnType.TIMESTAMP;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rowrun.calcite.provider.Awaiting;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.InsertRow;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.calcite.provider.Writes;
import io.rowrun.calcite.provider.Written;
import io.rowrun.proto.datasphere.v2.CreateProjectMetadata;
import io.rowrun.proto.datasphere.v2.CreateProjectRequest;
import io.rowrun.proto.datasphere.v2.DeleteProjectRequest;
import io.rowrun.proto.datasphere.v2.GetProjectRequest;
import io.rowrun.proto.datasphere.v2.ListProjectsRequest;
import io.rowrun.proto.datasphere.v2.ListProjectsResponse;
import io.rowrun.proto.datasphere.v2.Project;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc;
import io.rowrun.proto.datasphere.v2.UpdateProjectRequest;
import io.rowrun.proto.operation.Operation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Table {@code projects}. */
final class Projects {
  static final Resource<Project> RESOURCE =
      Resource.<Project>named(Datasphere.SCHEMA, "projects", "Projects, which own jobs and files")
          .key("id", TEXT, "Identifies the project", Project::getId)
          .writable(
              "name", TEXT, "Name, lower-case letters, digits and dashes", p -> text(p.getName()))
          .writable("description", TEXT, "What it is for", p -> text(p.getDescription()))
          .writable("labels", TEXT, "Labels, a JSON object", p -> Json.object(p.getLabelsMap()))
          .column(
              "created_at",
              TIMESTAMP,
              "When it was made, UTC",
              p -> millis(p.hasCreatedAt(), p.getCreatedAt()))
          .column("created_by", TEXT, "Who made it", p -> text(p.getCreatedById()))
          .primaryKey("id")
          .method(Method.SELECT, "ProjectService.Get", List.of("id"), List.of())
          .method(Method.SELECT, "ProjectService.List", List.of(), List.of())
          .method(
              Method.INSERT,
              "ProjectService.Create",
              List.of("name"),
              List.of("description", "labels"))
          .method(Method.DELETE, "ProjectService.Delete", List.of("id"), List.of())
          .method(
              Method.UPDATE,
              "ProjectService.Update",
              List.of(),
              List.of("name", "description", "labels"))
          .usualRows(100)
          .insertNeedsOneOf("name")
          .insert(Projects::insert)
          .update(Projects::update)
          .delete(Writes.Delete.each(Projects::delete))
          .build(Projects::rows);

  private Projects() {}

  private static CloseableIterator<Project> rows(Calls calls, ScanRequest request) {
    List<String> ids = request.texts("id");
    if (ids != null) {
      return Gets.of(
          ids,
          calls.session().parallelCalls(),
          id ->
              ProjectServiceGrpc.newFutureStub(calls.channel())
                  .get(GetProjectRequest.newBuilder().setProjectId(id).build()));
    }
    return new Pages<>(request.limit(), (size, token) -> page(calls, size, token));
  }

  private static Pages.Page<Project> page(Calls calls, int size, String token) {
    ListProjectsResponse page =
        calls
            .projects()
            .list(ListProjectsRequest.newBuilder().setPageSize(size).setPageToken(token).build());
    return new Pages.Page<>(
        page.getProjectsList(), page.getNextPageToken(), page.getSerializedSize());
  }

  private static Writes.PreparedInsert<Project> insert(Calls calls, InsertRow row) {
    CreateProjectRequest.Builder request = CreateProjectRequest.newBuilder();
    String name = row.text("name");
    String description = row.text("description");
    String labels = row.text("labels");
    if (name != null) {
      request.setName(name);
    }
    if (description != null) {
      request.setDescription(description);
    }
    if (labels != null) {
      request.putAllLabels(Json.readObject("labels", labels));
    }
    return () -> create(calls, request.build());
  }

  private static Written<Project> create(Calls calls, CreateProjectRequest request) {
    Operation operation = Awaiting.start(calls).end(calls.projects().create(request));
    Operations.requireSuccess(operation);
    try {
      String id = operation.getMetadata().unpack(CreateProjectMetadata.class).getProjectId();
      return new Written<>(List.of(id), null, operation);
    } catch (InvalidProtocolBufferException e) {
      throw Operations.unreadable(operation, e);
    }
  }

  /** NULL empties a description and labels. */
  private static Writes.PreparedInsert<Project> update(
      Calls calls, List<Object> key, Map<String, ? extends @Nullable Object> values) {
    UpdateProjectRequest.Builder request =
        UpdateProjectRequest.newBuilder().setProjectId((String) key.get(0));
    values.forEach((column, value) -> setField(request, column, (String) value));
    return () -> {
      Operation operation = Awaiting.start(calls).end(calls.projects().update(request.build()));
      Operations.requireSuccess(operation);
      return new Written<>(key, null, operation);
    };
  }

  private static void setField(
      UpdateProjectRequest.Builder request, String column, @Nullable String value) {
    request.getUpdateMaskBuilder().addPaths(column);
    switch (column) {
      case "name" -> {
        if (value == null) {
          throw new RowrunSqlException("23502", "name of a project must not be NULL");
        }
        request.setName(value);
      }
      case "description" -> request.setDescription(value == null ? "" : value);
      case "labels" ->
          request.putAllLabels(value == null ? Map.of() : Json.readObject(column, value));
      default -> throw new IllegalStateException("column " + column + " cannot be set");
    }
  }

  private static Written<Project> delete(Calls calls, List<Object> key) {
    String id = (String) key.get(0);
    Operation operation =
        calls.projects().delete(DeleteProjectRequest.newBuilder().setProjectId(id).build());
    return new Written<>(key, null, operation);
  }
}
