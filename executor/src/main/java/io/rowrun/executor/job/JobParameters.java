package io.rowrun.executor.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to run and with what: the whole of the wire's JobParameters.
 *
 * @param cmd the command line, with {@code ${VAR}} not yet expanded
 * @param inputFiles what the program reads, in declared order
 * @param outputFiles what to keep of what the program writes, in declared order
 * @param arguments values for {@code cmd}
 * @param environment variables, image, Python
 * @param instanceTypes wanted types, the best first; empty: the default type
 * @param gracefulShutdown null: the program is killed without being asked
 * @param workingStorage null: not given
 * @param attachProjectDisk whether the job sees the project's storage
 * @param s3MountIds S3 connectors to mount
 * @param datasetIds datasets to mount
 * @param outputDatasets datasets to make
 * @param sparkConnectorId null: not given
 */
public record JobParameters(
    String cmd,
    List<InputFile> inputFiles,
    List<FileDesc> outputFiles,
    List<Argument> arguments,
    Environment environment,
    List<String> instanceTypes,
    @Nullable GracefulShutdown gracefulShutdown,
    @Nullable WorkingStorage workingStorage,
    boolean attachProjectDisk,
    List<String> s3MountIds,
    List<String> datasetIds,
    List<OutputDatasetDesc> outputDatasets,
    @Nullable String sparkConnectorId) {
  public JobParameters {
    requireNonNull(cmd);
    inputFiles = List.copyOf(inputFiles);
    outputFiles = List.copyOf(outputFiles);
    arguments = List.copyOf(arguments);
    requireNonNull(environment);
    instanceTypes = List.copyOf(instanceTypes);
    s3MountIds = List.copyOf(s3MountIds);
    datasetIds = List.copyOf(datasetIds);
    outputDatasets = List.copyOf(outputDatasets);
  }

  /** Parameters of a job that runs {@code cmd} and asks for nothing else. */
  public static JobParameters of(String cmd) {
    return builder(cmd).build();
  }

  /** Starts from a job that runs {@code cmd} and asks for nothing else. */
  public static Builder builder(String cmd) {
    return new Builder(cmd);
  }

  /** The files whose bytes a client sends: inputs, then local modules, in declared order. */
  public List<InputFile> uploads() {
    PythonEnvironment python = environment.python();
    if (python == null || python.localModules().isEmpty()) {
      return inputFiles;
    }
    return Stream.concat(inputFiles.stream(), python.localModules().stream()).toList();
  }

  /**
   * The same parameters with the image's password put through {@code change}; unchanged if there is
   * none. {@code change} may give null: no password.
   */
  public JobParameters withPassword(Function<String, @Nullable String> change) {
    DockerImage image = environment.dockerImage();
    if (image == null || image.password() == null) {
      return this;
    }
    DockerImage changed =
        new DockerImage(
            image.url(),
            image.username(),
            change.apply(image.password()),
            image.passwordSecretName());
    return toBuilder()
        .environment(new Environment(environment.vars(), null, changed, environment.python()))
        .build();
  }

  /**
   * The same parameters with the texts from which an environment of Python is made, which may hold
   * secrets, put through {@code change}.
   */
  public JobParameters withPythonTexts(UnaryOperator<String> change) {
    PythonEnvironment python = environment.python();
    return python == null
        ? this
        : toBuilder()
            .environment(
                new Environment(
                    environment.vars(),
                    environment.dockerImageId(),
                    environment.dockerImage(),
                    python.withTexts(change)))
            .build();
  }

  /** Starts from these parameters. */
  public Builder toBuilder() {
    return new Builder(cmd)
        .inputFiles(inputFiles)
        .outputFiles(outputFiles)
        .arguments(arguments)
        .environment(environment)
        .instanceTypes(instanceTypes)
        .gracefulShutdown(gracefulShutdown)
        .workingStorage(workingStorage)
        .attachProjectDisk(attachProjectDisk)
        .s3MountIds(s3MountIds)
        .datasetIds(datasetIds)
        .outputDatasets(outputDatasets)
        .sparkConnectorId(sparkConnectorId);
  }

  /** The same parameters with another command line. */
  public JobParameters withCmd(String newCmd) {
    return new JobParameters(
        newCmd,
        inputFiles,
        outputFiles,
        arguments,
        environment,
        instanceTypes,
        gracefulShutdown,
        workingStorage,
        attachProjectDisk,
        s3MountIds,
        datasetIds,
        outputDatasets,
        sparkConnectorId);
  }

  /** Collects parameters by name; one thread at a time. */
  public static final class Builder {
    private final String cmd;
    private List<InputFile> inputFiles = List.of();
    private List<FileDesc> outputFiles = List.of();
    private List<Argument> arguments = List.of();
    private Environment environment = Environment.EMPTY;
    private List<String> instanceTypes = List.of();
    private @Nullable GracefulShutdown gracefulShutdown;
    private @Nullable WorkingStorage workingStorage;
    private boolean attachProjectDisk;
    private List<String> s3MountIds = List.of();
    private List<String> datasetIds = List.of();
    private List<OutputDatasetDesc> outputDatasets = List.of();
    private @Nullable String sparkConnectorId;

    private Builder(String cmd) {
      this.cmd = cmd;
    }

    public Builder inputFiles(List<InputFile> value) {
      inputFiles = value;
      return this;
    }

    public Builder outputFiles(List<FileDesc> value) {
      outputFiles = value;
      return this;
    }

    public Builder arguments(List<Argument> value) {
      arguments = value;
      return this;
    }

    public Builder environment(Environment value) {
      environment = value;
      return this;
    }

    public Builder instanceTypes(List<String> value) {
      instanceTypes = value;
      return this;
    }

    public Builder gracefulShutdown(@Nullable GracefulShutdown value) {
      gracefulShutdown = value;
      return this;
    }

    public Builder workingStorage(@Nullable WorkingStorage value) {
      workingStorage = value;
      return this;
    }

    public Builder attachProjectDisk(boolean value) {
      attachProjectDisk = value;
      return this;
    }

    public Builder s3MountIds(List<String> value) {
      s3MountIds = value;
      return this;
    }

    public Builder datasetIds(List<String> value) {
      datasetIds = value;
      return this;
    }

    public Builder outputDatasets(List<OutputDatasetDesc> value) {
      outputDatasets = value;
      return this;
    }

    public Builder sparkConnectorId(@Nullable String value) {
      sparkConnectorId = value;
      return this;
    }

    public JobParameters build() {
      return new JobParameters(
          cmd,
          inputFiles,
          outputFiles,
          arguments,
          environment,
          instanceTypes,
          gracefulShutdown,
          workingStorage,
          attachProjectDisk,
          s3MountIds,
          datasetIds,
          outputDatasets,
          sparkConnectorId);
    }
  }
}
