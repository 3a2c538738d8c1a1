package io.rowrun.calcite.datasphere;

import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.Environment;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;

/** Passwords go to the server and never come back, whatever the server says. */
final class Passwords {
  private Passwords() {}

  static Job without(Job job) {
    return job.toBuilder().setJobParameters(without(job.getJobParameters())).build();
  }

  static JobParameters without(JobParameters parameters) {
    Environment env = parameters.getEnv();
    DockerImageSpec image = env.getDockerImageSpec();
    if (image.getPasswordPlainText().isEmpty()) {
      return parameters;
    }
    Environment cleared =
        env.toBuilder().setDockerImageSpec(image.toBuilder().clearPasswordPlainText()).build();
    return parameters.toBuilder().setEnv(cleared).build();
  }
}
