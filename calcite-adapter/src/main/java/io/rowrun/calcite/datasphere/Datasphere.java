package io.rowrun.calcite.datasphere;

import io.rowrun.calcite.provider.Resources;
import java.util.List;

/** The schema. A new table is a file beside this one and a line here. */
public final class Datasphere {
  /** The schema's name. */
  public static final String SCHEMA = "datasphere";

  private Datasphere() {}

  public static Resources resources() {
    return new Resources(
        List.of(
            Projects.RESOURCE,
            Jobs.RESOURCE,
            Executions.RESOURCE,
            Logs.RESOURCE,
            JobFiles.RESOURCE,
            JobEvents.RESOURCE,
            JobTexts.ARGUMENTS,
            JobTexts.ENV_VARS,
            Operations.RESOURCE,
            InstanceTypes.RESOURCE));
  }
}
