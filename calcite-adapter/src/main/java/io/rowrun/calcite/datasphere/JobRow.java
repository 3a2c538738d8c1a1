package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.text;

import com.google.protobuf.util.Timestamps;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.Environment;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.v1.Execution;
import io.rowrun.proto.v1.JobDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was read.
 *
 * @param execution its execution, if that was asked for and there is one
 * @param details what the vendor's API does not tell, if that was asked for and is known
 * @param nowMillis when the statement ran, for what counts up to now
 */
record JobRow(
    Job job, @Nullable Execution execution, @Nullable JobDetails details, long nowMillis) {
  JobParameters parameters() {
    return Passwords.without(job.getJobParameters());
  }

  boolean hasEnded() {
    return switch (job.getStatus()) {
      case SUCCESS, ERROR, CANCELLED -> true;
      default -> false;
    };
  }

  @Nullable Double queueSeconds() {
    if (!job.hasCreatedAt()) {
      return null;
    }
    long until = job.hasStartedAt() ? Timestamps.toMillis(job.getStartedAt()) : endMillis();
    return Values.seconds(Timestamps.toMillis(job.getCreatedAt()), until);
  }

  @Nullable Double runSeconds() {
    return job.hasStartedAt()
        ? Values.seconds(Timestamps.toMillis(job.getStartedAt()), endMillis())
        : null;
  }

  private long endMillis() {
    return job.hasFinishedAt() ? Timestamps.toMillis(job.getFinishedAt()) : nowMillis;
  }

  @Nullable Long returnCode() {
    if (!hasEnded()) {
      return null;
    }
    if (execution != null && execution.hasReturnCode()) {
      return execution.getReturnCode();
    }
    return job.getStatus() == JobStatus.SUCCESS ? 0L : null;
  }

  @Nullable String errorMessage() {
    if (execution != null && execution.hasErrorMessage()) {
      return text(execution.getErrorMessage());
    }
    return job.getStatus() == JobStatus.ERROR ? text(job.getStatusDetails()) : null;
  }

  @Nullable Long progress() {
    return execution != null && execution.hasProgress() ? execution.getProgress() : null;
  }

  @Nullable String progressMessage() {
    return execution != null && execution.hasProgressMessage()
        ? text(execution.getProgressMessage())
        : null;
  }

  @Nullable String instanceType() {
    List<CloudInstanceType> types = job.getJobParameters().getCloudInstanceTypesList();
    return types.isEmpty() ? null : types.get(0).getName();
  }

  String instanceTypes() {
    return Json.array(
        job.getJobParameters().getCloudInstanceTypesList().stream()
            .map(CloudInstanceType::getName)
            .toList());
  }

  String envVars() {
    return Json.object(job.getJobParameters().getEnv().getVarsMap());
  }

  String arguments() {
    Map<String, String> arguments = new LinkedHashMap<>();
    job.getJobParameters()
        .getArgumentsList()
        .forEach(a -> arguments.put(a.getName(), a.getValue()));
    return Json.object(arguments);
  }

  String inputFiles() {
    return Json.files(
        job.getJobParameters().getInputFilesList().stream().map(File::getDesc).toList());
  }

  String outputFiles() {
    return Json.files(job.getJobParameters().getOutputFilesList());
  }

  @Nullable String dockerImage() {
    Environment env = job.getJobParameters().getEnv();
    return text(
        env.hasDockerImageSpec()
            ? env.getDockerImageSpec().getImageUrl()
            : env.getDockerImageResourceId());
  }

  String pythonRequirements() {
    return Json.array(job.getJobParameters().getEnv().getPythonEnv().getRequirementsList());
  }

  /**
   * Where the server does not tell, known once the job has ended: the time is counted from then.
   */
  @Nullable Long dataTtlSeconds() {
    if (details != null) {
      return details.hasDataTtl() ? details.getDataTtl().getSeconds() : null;
    }
    return job.hasDataExpiresAt() && job.hasFinishedAt()
        ? job.getDataExpiresAt().getSeconds() - job.getFinishedAt().getSeconds()
        : null;
  }
}
