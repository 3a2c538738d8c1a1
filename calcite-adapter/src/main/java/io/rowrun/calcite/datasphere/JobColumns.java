package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.provider.ColumnType.LONG;
import static io.rowrun.calcite.provider.ColumnType.TEXT;

import io.rowrun.calcite.provider.Resource;
import java.util.List;

/**
 * The columns that say what a job is: INSERT takes them for {@code jobs} and for {@code
 * executions}.
 */
final class JobColumns {
  private static final List<String> TEXTS =
      List.of(
          "name",
          "description",
          "cmd",
          "instance_type",
          "instance_types",
          "env_vars",
          "arguments",
          "input_files",
          "output_files",
          "docker_image",
          "python_version",
          "python_requirements",
          "parent_job_id",
          "config",
          "parameters",
          "idempotency_key");

  private JobColumns() {}

  static List<String> names() {
    return TEXTS;
  }

  /** Lets a table take them without having them. */
  static <R> Resource.Builder<R> insertOnly(Resource.Builder<R> table) {
    TEXTS.forEach(name -> table.insertOnly(name, TEXT, "INSERT only: as in jobs"));
    return table.insertOnly("data_ttl_seconds", LONG, "INSERT only: as in jobs");
  }
}
