package io.rowrun.calcite.datasphere;

import io.rowrun.calcite.provider.Column;
import io.rowrun.calcite.provider.ColumnType;
import io.rowrun.calcite.provider.Written;
import io.rowrun.proto.operation.Operation;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What RETURNING tells of the operation of each write, besides the row. */
public final class OperationColumns {
  private OperationColumns() {}

  public static <R> List<Column<Written<R>>> of() {
    return List.of(
        column("operation_id", ColumnType.TEXT, "The write's operation", Operation::getId),
        column("done", ColumnType.BOOLEAN, "Whether the operation has ended", Operation::getDone),
        column("error", ColumnType.TEXT, "Its error as JSON", Operations::error),
        column("metadata", ColumnType.TEXT, "Its metadata as JSON", Operations::metadata),
        column("response", ColumnType.TEXT, "Its response as JSON", Operations::response));
  }

  private static <R> Column<Written<R>> column(
      String name,
      ColumnType type,
      String remark,
      Function<Operation, ? extends @Nullable Object> reader) {
    return new Column<>(
        name,
        type,
        remark,
        true,
        false,
        false,
        false,
        written -> written.operation() == null ? null : reader.apply(written.operation()));
  }
}
