package io.rowrun.server.submit;

import com.google.protobuf.Timestamp;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.OutputDataset;
import io.rowrun.server.sql.RowPrinter.Column;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Jobs as rows. Times are UTC; what a job has not got is null. */
final class JobRows {
  private static final List<Field> SUMMARY_FIELDS =
      List.of(
          new Field("id", false, Job::getId),
          new Field("name", false, job -> text(job.getName())),
          new Field("status", false, job -> job.getStatus().name()),
          new Field("created_at", false, job -> time(job.hasCreatedAt(), job.getCreatedAt())),
          new Field("started_at", false, job -> time(job.hasStartedAt(), job.getStartedAt())),
          new Field("finished_at", false, job -> time(job.hasFinishedAt(), job.getFinishedAt())),
          new Field("created_by", false, job -> text(job.getCreatedById())));

  private static final List<Field> OTHER_FIELDS =
      List.of(
          new Field("description", false, job -> text(job.getDesc())),
          new Field("status_details", false, job -> text(job.getStatusDetails())),
          new Field("project_id", false, Job::getProjectId),
          new Field("parent_job_id", false, job -> text(job.getParentJobId())),
          new Field("cmd", false, job -> text(job.getJobParameters().getCmd())),
          new Field("arguments", false, JobRows::arguments),
          new Field("input_files", false, job -> files(job.getJobParameters().getInputFilesList())),
          new Field("declared_outputs", false, JobRows::declaredOutputs),
          new Field("instance_types", false, JobRows::instanceTypes),
          new Field(
              "actual_instance_type",
              false,
              job -> text(job.getActualCloudInstanceType().getName())),
          new Field(
              "data_expires_at",
              false,
              job -> time(job.hasDataExpiresAt(), job.getDataExpiresAt())),
          new Field("data_cleared", false, Job::getDataCleared),
          new Field("data_size_bytes", true, Job::getDataSizeBytes),
          new Field("output_files", false, job -> files(job.getOutputFilesList())),
          new Field("log_files", false, job -> files(job.getLogFilesList())),
          new Field("diagnostic_files", false, job -> files(job.getDiagnosticFilesList())),
          new Field("file_errors", false, JobRows::fileErrors),
          new Field("output_datasets", false, JobRows::outputDatasets));

  private static final List<Field> WHOLE_FIELDS =
      Stream.concat(SUMMARY_FIELDS.stream(), OTHER_FIELDS.stream()).toList();

  static final List<Column> SUMMARY = columns(SUMMARY_FIELDS);
  static final List<Column> WHOLE = columns(WHOLE_FIELDS);

  /** A column and how its value is read. */
  private record Field(String label, boolean isNumber, Function<Job, @Nullable Object> reader) {}

  private JobRows() {}

  /** The values of {@link #SUMMARY}. */
  static @Nullable Object[] summary(Job job) {
    return values(SUMMARY_FIELDS, job);
  }

  /** The values of {@link #WHOLE}. */
  static @Nullable Object[] whole(Job job) {
    return values(WHOLE_FIELDS, job);
  }

  private static List<Column> columns(List<Field> fields) {
    return fields.stream().map(field -> new Column(field.label(), field.isNumber())).toList();
  }

  private static @Nullable Object[] values(List<Field> fields, Job job) {
    @Nullable Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).reader().apply(job);
    }
    return values;
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable LocalDateTime time(boolean isThere, Timestamp time) {
    return isThere
        ? LocalDateTime.ofEpochSecond(time.getSeconds(), time.getNanos(), ZoneOffset.UTC)
        : null;
  }

  private static @Nullable String arguments(Job job) {
    return joined(
        job.getJobParameters().getArgumentsList(),
        (Argument a) -> a.getName() + "=" + a.getValue());
  }

  private static @Nullable String instanceTypes(Job job) {
    return joined(job.getJobParameters().getCloudInstanceTypesList(), CloudInstanceType::getName);
  }

  private static @Nullable String declaredOutputs(Job job) {
    return joined(job.getJobParameters().getOutputFilesList(), FileDesc::getPath);
  }

  private static @Nullable String files(List<File> files) {
    return joined(
        files, file -> file.getDesc().getPath() + " (" + Sizes.text(file.getSizeBytes()) + ")");
  }

  private static @Nullable String fileErrors(Job job) {
    return joined(
        job.getFileErrorsList(),
        (FileUploadError error) ->
            (error.hasOutputFileDesc()
                    ? error.getOutputFileDesc().getPath()
                    : error.getLogFileName())
                + ": "
                + error.getDescription());
  }

  private static @Nullable String outputDatasets(Job job) {
    return joined(
        job.getOutputDatasetsList(),
        (OutputDataset dataset) -> dataset.getDesc().getName() + " (" + dataset.getId() + ")");
  }

  private static <T> @Nullable String joined(List<T> items, Function<T, String> text) {
    return items.isEmpty() ? null : items.stream().map(text).collect(Collectors.joining(", "));
  }
}
