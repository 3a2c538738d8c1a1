package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.text;
import static io.rowrun.calcite.provider.ColumnType.TEXT;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import java.util.List;
import java.util.function.Function;

/** Tables {@code job_arguments} and {@code job_env_vars}: named texts of jobs, a row each. */
final class JobTexts {
  /** A text that a job was given under a name. */
  record Row(Job job, String name, String value) {}

  static final Resource<Row> ARGUMENTS =
      table(
          "job_arguments", "What ${NAME} in the command of a job stands for", JobTexts::arguments);

  static final Resource<Row> ENV_VARS =
      table(
          "job_env_vars", "Environment variables that a job gives its program", JobTexts::envVars);

  private JobTexts() {}

  private static Resource<Row> table(String name, String remark, Function<Job, List<Row>> rows) {
    return Resource.<Row>named(Datasphere.SCHEMA, name, remark)
        .column("project_id", TEXT, "Project of the job", r -> text(r.job.getProjectId()))
        .key("job_id", TEXT, "The job", r -> r.job.getId())
        .key("name", TEXT, "Its name", Row::name)
        .key("text", TEXT, "Its value", Row::value)
        .primaryKey("job_id", "name")
        .foreignKey("job_id", "jobs", "id")
        .foreignKey("project_id", "projects", "id")
        .method(Method.SELECT, "ProjectJobService.Get", List.of("job_id"), List.of())
        .method(Method.SELECT, "ProjectJobService.List", List.of(), List.of("project_id"))
        .build((calls, request) -> read(calls, request, rows));
  }

  private static CloseableIterator<Row> read(
      Calls calls, ScanRequest request, Function<Job, List<Row>> rows) {
    return Projected.chain(
        JobReads.ofJobs(calls, request), job -> CloseableIterator.of(rows.apply(job)));
  }

  private static List<Row> arguments(Job job) {
    return job.getJobParameters().getArgumentsList().stream()
        .map(argument -> new Row(job, argument.getName(), argument.getValue()))
        .toList();
  }

  private static List<Row> envVars(Job job) {
    return job.getJobParameters().getEnv().getVarsMap().entrySet().stream()
        .map(variable -> new Row(job, variable.getKey(), variable.getValue()))
        .toList();
  }
}
