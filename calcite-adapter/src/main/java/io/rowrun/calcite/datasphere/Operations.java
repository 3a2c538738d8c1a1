package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.millis;
import static io.rowrun.calcite.datasphere.Values.text;
import static io.rowrun.calcite.provider.ColumnType.BOOLEAN;
import static io.rowrun.calcite.provider.ColumnType.TEXT;
import static io.rowrun.calcite.provider.ColumnType.TIMESTAMP;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.proto.datasphere.v2.CreateProjectMetadata;
import io.rowrun.proto.datasphere.v2.DeleteProjectMetadata;
import io.rowrun.proto.datasphere.v2.UpdateProjectMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.v1.ListOperationsRequest;
import io.rowrun.proto.v1.ListOperationsResponse;
import io.rowrun.proto.v1.OperationKind;
import io.rowrun.proto.v1.OperationRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Table {@code operations}, and what other tables need to know of operations. */
public final class Operations {
  static final Resource<OperationRow> RESOURCE =
      Resource.<OperationRow>named(
              Datasphere.SCHEMA, "operations", "Long-running operations: what a call set off")
          .key("id", TEXT, "Identifies the operation", r -> r.getOperation().getId())
          .column("project_id", TEXT, "Project it belongs to", r -> text(r.getProjectId()))
          .column(
              "kind",
              TEXT,
              "CREATE_JOB, CLONE_JOB, EXECUTE_JOB, DELETE_JOB, DELETE_JOB_DATA, DELETE_ALL_JOB_DATA, CREATE_PROJECT, UPDATE_PROJECT or DELETE_PROJECT",
              r ->
                  r.getKind() == OperationKind.OPERATION_KIND_UNSPECIFIED
                      ? null
                      : r.getKind().name())
          .column("description", TEXT, "What it does", r -> text(r.getOperation().getDescription()))
          .column(
              "created_at",
              TIMESTAMP,
              "When it began, UTC",
              r -> millis(r.getOperation().hasCreatedAt(), r.getOperation().getCreatedAt()))
          .column(
              "created_by", TEXT, "Who asked for it", r -> text(r.getOperation().getCreatedBy()))
          .column(
              "modified_at",
              TIMESTAMP,
              "When it last changed, UTC",
              r -> millis(r.getOperation().hasModifiedAt(), r.getOperation().getModifiedAt()))
          .key("done", BOOLEAN, "Whether it has ended", r -> r.getOperation().getDone())
          .column(
              "metadata", TEXT, "What it is about, as proto JSON", r -> metadata(r.getOperation()))
          .column("error", TEXT, "Why it failed, as proto JSON", r -> error(r.getOperation()))
          .column("response", TEXT, "What it gave, as proto JSON", r -> response(r.getOperation()))
          .primaryKey("id")
          .foreignKey("project_id", "projects", "id")
          .method(Method.SELECT, "OperationService.Get", List.of("id"), List.of())
          .method(
              Method.SELECT, "ExecutionService.ListOperations", List.of(), List.of("project_id"))
          .build(Operations::rows);

  private Operations() {}

  private static CloseableIterator<OperationRow> rows(Calls calls, ScanRequest request) {
    List<String> ids = request.texts("id");
    if (ids != null) {
      CloseableIterator<Operation> operations =
          Gets.of(
              ids,
              calls.session().parallelCalls(),
              id ->
                  OperationServiceGrpc.newFutureStub(calls.operationsChannel())
                      .get(GetOperationRequest.newBuilder().setOperationId(id).build()));
      return operations.map(Operations::row);
    }
    if (!calls.isRowrun()) {
      throw new RowrunSqlException(
          "0A000", "this server cannot list operations: add WHERE id = '…'");
    }
    return Projected.each(
        calls,
        request,
        project ->
            new Pages<>(request.limit(), (size, token) -> page(calls, project, size, token)));
  }

  private static Pages.Page<OperationRow> page(
      Calls calls, String project, int size, String token) {
    ListOperationsResponse page =
        calls
            .executions()
            .listOperations(
                ListOperationsRequest.newBuilder()
                    .setProjectId(project)
                    .setPageSize(size)
                    .setPageToken(token)
                    .build());
    return new Pages.Page<>(
        page.getOperationsList(), page.getNextPageToken(), page.getSerializedSize());
  }

  private static OperationRow row(Operation operation) {
    OperationRow.Builder row = OperationRow.newBuilder().setOperation(operation);
    Any about = operation.getMetadata();
    try {
      if (about.is(CreateProjectJobMetadata.class)) {
        CreateProjectJobMetadata metadata = about.unpack(CreateProjectJobMetadata.class);
        row.setKind(OperationKind.CREATE_JOB).setProjectId(metadata.getProjectId());
      } else if (about.is(CloneProjectJobMetadata.class)) {
        CloneProjectJobMetadata metadata = about.unpack(CloneProjectJobMetadata.class);
        row.setKind(OperationKind.CLONE_JOB).setProjectId(metadata.getProjectId());
      } else if (about.is(ExecuteProjectJobMetadata.class)) {
        ExecuteProjectJobMetadata metadata = about.unpack(ExecuteProjectJobMetadata.class);
        row.setKind(OperationKind.EXECUTE_JOB).setProjectId(metadata.getMetadata().getProjectId());
      } else if (about.is(DeleteProjectJobMetadata.class)) {
        row.setKind(OperationKind.DELETE_JOB);
      } else if (about.is(DeleteProjectJobDataMetadata.class)) {
        row.setKind(OperationKind.DELETE_JOB_DATA);
      } else if (about.is(DeleteAllProjectJobDataMetadata.class)) {
        row.setKind(OperationKind.DELETE_ALL_JOB_DATA)
            .setProjectId(about.unpack(DeleteAllProjectJobDataMetadata.class).getProjectId());
      } else if (about.is(CreateProjectMetadata.class)) {
        row.setKind(OperationKind.CREATE_PROJECT)
            .setProjectId(about.unpack(CreateProjectMetadata.class).getProjectId());
      } else if (about.is(UpdateProjectMetadata.class)) {
        row.setKind(OperationKind.UPDATE_PROJECT)
            .setProjectId(about.unpack(UpdateProjectMetadata.class).getProjectId());
      } else if (about.is(DeleteProjectMetadata.class)) {
        row.setKind(OperationKind.DELETE_PROJECT)
            .setProjectId(about.unpack(DeleteProjectMetadata.class).getProjectId());
      }
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(operation, e);
    }
    return row.build();
  }

  public static @Nullable String metadata(Operation operation) {
    return operation.hasMetadata() ? message(operation.getMetadata()) : null;
  }

  public static @Nullable String error(Operation operation) {
    return operation.hasError() ? Json.message(operation.getError()) : null;
  }

  public static @Nullable String response(Operation operation) {
    return operation.hasResponse() ? message(operation.getResponse()) : null;
  }

  /** Job parameters inside lose their passwords. */
  private static String message(Any any) {
    try {
      Message shown = any;
      if (any.is(ExecuteProjectJobMetadata.class)) {
        ExecuteProjectJobMetadata.Builder metadata =
            any.unpack(ExecuteProjectJobMetadata.class).toBuilder();
        if (metadata.hasJob()) {
          metadata.setJob(Passwords.without(metadata.getJob()));
        }
        shown = Any.pack(metadata.build());
      }
      return Json.message(shown);
    } catch (InvalidProtocolBufferException e) {
      return Json.object(Map.of("@type", any.getTypeUrl()));
    }
  }

  /** Throws the error with which an operation ended. */
  static void requireSuccess(Operation operation) {
    if (operation.hasError()) {
      throw new StatusRuntimeException(
          Status.fromCodeValue(operation.getError().getCode())
              .withDescription(operation.getError().getMessage()));
    }
  }

  static IllegalStateException unreadable(Operation operation, Exception cause) {
    List<String> what = new ArrayList<>();
    what.add(operation.getMetadata().getTypeUrl());
    what.add(operation.getResponse().getTypeUrl());
    return new IllegalStateException("operation " + operation.getId() + " of types " + what, cause);
  }
}
