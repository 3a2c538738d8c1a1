package io.rowrun.calcite.datasphere;

import com.google.protobuf.Duration;
import io.rowrun.calcite.config.ConfigException;
import io.rowrun.calcite.config.ConfigYaml;
import io.rowrun.calcite.config.JobConfig;
import io.rowrun.calcite.config.LocalFiles;
import io.rowrun.calcite.provider.InsertRow;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row of an INSERT says of a job: its {@code parameters}, over them its {@code config}, over
 * both its other columns. One thread at a time.
 */
final class JobDraft {
  private final Path root;
  private final JobParameters.Builder parameters = JobParameters.newBuilder();
  private List<Path> localModules = List.of();
  private String name = "";
  private String description = "";
  private @Nullable Duration dataTtl;

  private JobDraft(Path root) {
    this.root = root;
  }

  /**
   * Reads a row; makes no call.
   *
   * @param root where files that it names are looked up
   */
  static JobDraft read(InsertRow row, Path root) {
    JobDraft draft = new JobDraft(root);
    String json = row.text("parameters");
    if (json != null) {
      Json.readMessage("parameters", json, draft.parameters);
    }
    String config = row.text("config");
    if (config != null) {
      draft.readConfig(config);
    }
    row.values().forEach(draft::readColumn);
    return draft;
  }

  /** Empty if not given. */
  String name() {
    return name;
  }

  /** Empty if not given. */
  String description() {
    return description;
  }

  /** How long its data is kept; null if not given. */
  @Nullable Duration dataTtl() {
    return dataTtl;
  }

  JobParameters.Builder parameters() {
    return parameters;
  }

  /** The files whose hash is not given, with their hashes; directories are packed. */
  LocalFiles readFiles() {
    try {
      return LocalFiles.read(parameters.build(), localModules, root);
    } catch (ConfigException e) {
      throw invalid(e);
    } catch (UncheckedIOException e) {
      throw new RowrunSqlException("58030", String.valueOf(e.getMessage()), e);
    }
  }

  private void readConfig(String yaml) {
    JobConfig config;
    try {
      config = ConfigYaml.readPart(yaml, root, System.getenv());
    } catch (ConfigException e) {
      throw invalid(e);
    }
    name = config.name();
    description = config.desc();
    config.parameters().getAllFields().forEach(parameters::setField);
    localModules = config.localModules();
  }

  private static RowrunSqlException invalid(ConfigException e) {
    return new RowrunSqlException("22023", String.valueOf(e.getMessage()), e);
  }

  private void readColumn(String column, Object value) {
    switch (column) {
      case "name" -> name = (String) value;
      case "description" -> description = (String) value;
      case "cmd" -> parameters.setCmd((String) value);
      case "data_ttl_seconds" -> dataTtl = ttl((Long) value);
      case "instance_type" -> setInstanceTypes(List.of((String) value));
      case "instance_types" -> setInstanceTypes(Json.readArray(column, (String) value));
      case "env_vars" ->
          parameters
              .getEnvBuilder()
              .clearVars()
              .putAllVars(Json.readObject(column, (String) value));
      case "arguments" -> setArguments(Json.readObject(column, (String) value));
      case "input_files" -> setInputs(Json.readFiles(column, (String) value));
      case "output_files" ->
          parameters.clearOutputFiles().addAllOutputFiles(Json.readFiles(column, (String) value));
      case "docker_image" ->
          parameters.getEnvBuilder().getDockerImageSpecBuilder().setImageUrl((String) value);
      case "python_version" ->
          parameters.getEnvBuilder().getPythonEnvBuilder().setPythonVersion((String) value);
      case "python_requirements" ->
          parameters
              .getEnvBuilder()
              .getPythonEnvBuilder()
              .clearRequirements()
              .addAllRequirements(Json.readArray(column, (String) value));
      default -> {} // not of the job itself
    }
  }

  /** A time to keep data, as a column gives it. */
  static Duration ttl(long seconds) {
    if (seconds < 1) {
      throw new RowrunSqlException(
          "22023", "data_ttl_seconds must be 1 at least, or NULL for ever: " + seconds);
    }
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  private void setInstanceTypes(List<String> names) {
    parameters.clearCloudInstanceTypes();
    names.forEach(
        type -> parameters.addCloudInstanceTypes(CloudInstanceType.newBuilder().setName(type)));
  }

  private void setArguments(Map<String, String> arguments) {
    parameters.clearArguments();
    arguments.forEach(
        (argument, value) ->
            parameters.addArguments(Argument.newBuilder().setName(argument).setValue(value)));
  }

  private void setInputs(List<FileDesc> inputs) {
    parameters.clearInputFiles();
    inputs.forEach(input -> parameters.addInputFiles(File.newBuilder().setDesc(input)));
  }
}
