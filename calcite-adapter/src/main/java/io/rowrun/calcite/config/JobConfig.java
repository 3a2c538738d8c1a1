package io.rowrun.calcite.config;

import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import java.nio.file.Path;
import java.util.List;

/**
 * What a config.yaml says. Immutable.
 *
 * @param name empty if it has none
 * @param desc empty if it has none
 * @param parameters as the wire has them, but the input files have no hash, size and compression
 *     yet, and the local modules are not among them: {@link LocalFiles} fills both in
 * @param localModules Python modules of this machine: files and packages, to be sent in this order
 */
public record JobConfig(
    String name, String desc, JobParameters parameters, List<Path> localModules) {
  public JobConfig {
    localModules = List.copyOf(localModules);
  }

  JobConfig withInstanceType(String type) {
    JobParameters.Builder more = parameters.toBuilder();
    more.addCloudInstanceTypesBuilder().setName(type);
    return new JobConfig(name, desc, more.build(), localModules);
  }
}
