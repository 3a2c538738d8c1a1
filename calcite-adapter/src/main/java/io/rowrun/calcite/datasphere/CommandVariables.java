package io.rowrun.calcite.datasphere;

import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParametersOrBuilder;
import io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code ${VAR}} of a command. The server refuses unknown ones too; here they are found before
 * the first call, so that no row of an INSERT is made if a later one is wrong, as the vendor's own
 * client does it.
 */
final class CommandVariables {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(.+?)\\}");
  private static final String PROJECT_DISK = "DS_PROJECT_HOME";

  private CommandVariables() {}

  /** Fails with 22023 on the first variable that nothing of the job declares. */
  static void check(JobParametersOrBuilder parameters) {
    Set<String> known = declared(parameters);
    Matcher variable = VARIABLE.matcher(parameters.getCmd());
    while (variable.find()) {
      String name = variable.group(1);
      if (!known.contains(name)) {
        throw new RowrunSqlException(
            "22023",
            String.format(
                "cmd names ${%s}, which is no input, output or argument of the job;"
                    + " for a shell variable write $%s",
                name, name));
      }
    }
  }

  private static Set<String> declared(JobParametersOrBuilder parameters) {
    Set<String> names = new HashSet<>(parameters.getS3MountIdsList());
    names.addAll(parameters.getDatasetIdsList());
    for (File input : parameters.getInputFilesList()) {
      names.add(input.getDesc().getVar());
    }
    for (FileDesc output : parameters.getOutputFilesList()) {
      names.add(output.getVar());
    }
    for (Argument argument : parameters.getArgumentsList()) {
      names.add(argument.getName());
    }
    for (OutputDatasetDesc dataset : parameters.getOutputDatasetsList()) {
      names.add(dataset.getVar());
    }
    if (parameters.getAttachProjectDisk()) {
      names.add(PROJECT_DISK);
    }
    return names;
  }
}
