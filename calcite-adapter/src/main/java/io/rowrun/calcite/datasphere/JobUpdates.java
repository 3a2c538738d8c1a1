package io.rowrun.calcite.datasphere;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.Writes;
import io.rowrun.calcite.provider.Written;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.SetProjectJobDataTtlRequest;
import io.rowrun.proto.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What UPDATE of {@code jobs} can do: cancel, keep data longer or shorter, remove data. */
final class JobUpdates {
  /** A call for one job; gives its operation if it has one. */
  private interface Step {
    @Nullable Operation call();
  }

  private JobUpdates() {}

  /**
   * Several columns are several calls, in the order: cancel, time to keep data, removal of data.
   */
  static Writes.PreparedInsert<JobRow> prepare(
      Calls calls, List<Object> key, Map<String, ? extends @Nullable Object> values) {
    String job = (String) key.get(0);
    List<Step> steps = new ArrayList<>();
    if (values.containsKey("status") || values.containsKey("status_details")) {
      steps.add(cancel(calls, job, values.get("status"), values.get("status_details")));
    }
    if (values.containsKey("data_ttl_seconds")) {
      steps.add(keepData(calls, job, values.get("data_ttl_seconds")));
    }
    if (values.containsKey("data_cleared")) {
      steps.add(removeData(calls, job, values.get("data_cleared")));
    }
    return () -> {
      Operation operation = null;
      for (Step step : steps) {
        operation = step.call();
      }
      return new Written<>(key, null, operation);
    };
  }

  private static Step cancel(
      Calls calls, String job, @Nullable Object status, @Nullable Object reason) {
    if (!"CANCELLED".equals(status)) {
      throw new RowrunSqlException(
          "22023",
          status == null
              ? "status_details is set together with status = 'CANCELLED' only"
              : "status can be set to 'CANCELLED' only, not to '" + status + "'");
    }
    CancelProjectJobRequest.Builder request =
        CancelProjectJobRequest.newBuilder().setJobId(job).setGraceful(true);
    if (reason instanceof String why) {
      request.setReason(why);
    }
    return () -> {
      calls.jobs().cancel(request.build());
      return null;
    };
  }

  /** NULL: for ever. */
  private static Step keepData(Calls calls, String job, @Nullable Object seconds) {
    SetProjectJobDataTtlRequest.Builder request =
        SetProjectJobDataTtlRequest.newBuilder().setJobId(job);
    if (seconds != null) {
      request.setTtl(JobDraft.ttl((Long) seconds));
    }
    return () -> {
      calls.jobs().setDataTtl(request.build());
      return null;
    };
  }

  private static Step removeData(Calls calls, String job, @Nullable Object cleared) {
    if (!Boolean.TRUE.equals(cleared)) {
      throw new RowrunSqlException(
          "22023", "data_cleared can be set to TRUE only: data that is gone does not come back");
    }
    return () -> removeData(calls, job);
  }

  /** Removes all data of a job; its row stays. */
  static Operation removeData(Calls calls, String job) {
    Operation operation =
        calls.jobs().deleteData(DeleteProjectJobDataRequest.newBuilder().setJobId(job).build());
    Operations.requireSuccess(operation);
    return operation;
  }
}
