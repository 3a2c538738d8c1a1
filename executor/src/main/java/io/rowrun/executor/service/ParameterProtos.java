package io.rowrun.executor.service;

import io.rowrun.executor.job.Argument;
import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.DockerImage;
import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.GracefulShutdown;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.OutputDatasetDesc;
import io.rowrun.executor.job.PipOptions;
import io.rowrun.executor.job.PythonEnvironment;
import io.rowrun.executor.job.UrlSecrets;
import io.rowrun.executor.job.WorkingStorage;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.ExtendedWorkingStorage;
import io.rowrun.proto.datasphere.v2.jobs.ExtendedWorkingStorage.StorageType;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.PythonEnv;
import io.rowrun.proto.datasphere.v2.jobs.SparkParameters;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JobParameters, wire ↔ domain. What came in goes out again, but for passwords, which stay in, and
 * the case of sha256s.
 */
final class ParameterProtos {
  private static final int LAST_SIGNAL = 64;

  private ParameterProtos() {}

  static JobParameters fromWire(io.rowrun.proto.datasphere.v2.jobs.JobParameters wire) {
    return JobParameters.builder(wire.getCmd())
        .inputFiles(wire.getInputFilesList().stream().map(ParameterProtos::inputFile).toList())
        .outputFiles(wire.getOutputFilesList().stream().map(ParameterProtos::fileDesc).toList())
        .arguments(
            wire.getArgumentsList().stream()
                .map(argument -> new Argument(argument.getName(), argument.getValue()))
                .toList())
        .environment(environment(wire.getEnv()))
        .instanceTypes(
            wire.getCloudInstanceTypesList().stream().map(CloudInstanceType::getName).toList())
        .gracefulShutdown(
            wire.hasGracefulShutdownParameters()
                ? gracefulShutdown(wire.getGracefulShutdownParameters())
                : null)
        .workingStorage(
            wire.hasExtendedWorkingStorage()
                ? workingStorage(wire.getExtendedWorkingStorage())
                : null)
        .attachProjectDisk(wire.getAttachProjectDisk())
        .s3MountIds(wire.getS3MountIdsList())
        .datasetIds(wire.getDatasetIdsList())
        .outputDatasets(
            wire.getOutputDatasetsList().stream().map(ParameterProtos::outputDataset).toList())
        .sparkConnectorId(
            wire.hasSparkParameters() ? wire.getSparkParameters().getConnectorId() : null)
        .build();
  }

  static io.rowrun.proto.datasphere.v2.jobs.JobParameters toWire(JobParameters parameters) {
    var wire =
        io.rowrun.proto.datasphere.v2.jobs.JobParameters.newBuilder()
            .setCmd(parameters.cmd())
            .setEnv(environment(parameters.environment()))
            .setAttachProjectDisk(parameters.attachProjectDisk())
            .addAllS3MountIds(parameters.s3MountIds())
            .addAllDatasetIds(parameters.datasetIds());
    parameters.inputFiles().forEach(file -> wire.addInputFiles(file(file)));
    parameters.outputFiles().forEach(file -> wire.addOutputFiles(fileDesc(file)));
    parameters
        .arguments()
        .forEach(
            argument ->
                wire.addArgumentsBuilder().setName(argument.name()).setValue(argument.value()));
    parameters.instanceTypes().forEach(type -> wire.addCloudInstanceTypes(instanceType(type)));
    parameters.outputDatasets().forEach(dataset -> wire.addOutputDatasets(outputDataset(dataset)));
    if (parameters.gracefulShutdown() != null) {
      wire.setGracefulShutdownParameters(gracefulShutdown(parameters.gracefulShutdown()));
    }
    if (parameters.workingStorage() != null) {
      wire.setExtendedWorkingStorage(workingStorage(parameters.workingStorage()));
    }
    if (parameters.sparkConnectorId() != null) {
      wire.setSparkParameters(
          SparkParameters.newBuilder().setConnectorId(parameters.sparkConnectorId()));
    }
    return wire.build();
  }

  static InputFile inputFile(File wire) {
    return new InputFile(
        wire.getDesc().getPath(),
        wire.getDesc().getVar(),
        wire.getSha256().toLowerCase(Locale.ROOT),
        wire.getSizeBytes(),
        compression(wire));
  }

  static File file(InputFile file) {
    return File.newBuilder()
        .setDesc(fileDesc(file.path(), file.var()))
        .setSha256(file.sha256())
        .setSizeBytes(file.sizeBytes())
        .setCompressionType(compression(file.compression()))
        .build();
  }

  static FileDesc fileDesc(io.rowrun.proto.datasphere.v2.jobs.FileDesc wire) {
    return new FileDesc(wire.getPath(), wire.getVar());
  }

  static io.rowrun.proto.datasphere.v2.jobs.FileDesc fileDesc(FileDesc file) {
    return fileDesc(file.path(), file.var());
  }

  static io.rowrun.proto.datasphere.v2.jobs.FileDesc fileDesc(String path, @Nullable String var) {
    return io.rowrun.proto.datasphere.v2.jobs.FileDesc.newBuilder()
        .setPath(path)
        .setVar(orEmpty(var))
        .build();
  }

  static CloudInstanceType instanceType(String name) {
    return CloudInstanceType.newBuilder().setName(name).build();
  }

  static FileCompressionType compression(Compression compression) {
    return switch (compression) {
      case UNSPECIFIED -> FileCompressionType.FILE_COMPRESSION_TYPE_UNSPECIFIED;
      case NONE -> FileCompressionType.NONE;
      case ZIP -> FileCompressionType.ZIP;
    };
  }

  private static Compression compression(File file) {
    return switch (file.getCompressionType()) {
      case FILE_COMPRESSION_TYPE_UNSPECIFIED -> Compression.UNSPECIFIED;
      case NONE -> Compression.NONE;
      case ZIP -> Compression.ZIP;
      case UNRECOGNIZED ->
          throw invalid(
              "compression_type of file '"
                  + file.getDesc().getPath()
                  + "' must be NONE (1) or ZIP (2): "
                  + file.getCompressionTypeValue());
    };
  }

  private static Environment environment(io.rowrun.proto.datasphere.v2.jobs.Environment wire) {
    return new Environment(
        wire.getVarsMap(),
        wire.getDockerImageResourceId(),
        wire.hasDockerImageSpec() ? dockerImage(wire.getDockerImageSpec()) : null,
        wire.hasPythonEnv() ? python(wire.getPythonEnv()) : null);
  }

  private static io.rowrun.proto.datasphere.v2.jobs.Environment environment(
      Environment environment) {
    var wire =
        io.rowrun.proto.datasphere.v2.jobs.Environment.newBuilder().putAllVars(environment.vars());
    if (environment.dockerImageId() != null) {
      wire.setDockerImageResourceId(environment.dockerImageId());
    }
    if (environment.dockerImage() != null) {
      wire.setDockerImageSpec(dockerImage(environment.dockerImage()));
    }
    if (environment.python() != null) {
      wire.setPythonEnv(python(environment.python()));
    }
    return wire.build();
  }

  private static DockerImage dockerImage(DockerImageSpec wire) {
    return new DockerImage(
        wire.getImageUrl(),
        wire.getUsername(),
        wire.hasPasswordPlainText() ? wire.getPasswordPlainText() : null,
        wire.hasPasswordDsSecretName() ? wire.getPasswordDsSecretName() : null);
  }

  /** Leaves the password out: it is never given back. */
  private static DockerImageSpec dockerImage(DockerImage image) {
    var wire = DockerImageSpec.newBuilder().setImageUrl(image.url()).setUsername(image.username());
    if (image.passwordSecretName() != null) {
      wire.setPasswordDsSecretName(image.passwordSecretName());
    }
    return wire.build();
  }

  private static PythonEnvironment python(PythonEnv wire) {
    return new PythonEnvironment(
        wire.getCondaYaml(),
        wire.getLocalModulesList().stream().map(ParameterProtos::inputFile).toList(),
        wire.getPythonVersion(),
        wire.getRequirementsList(),
        wire.hasPipOptions() ? pipOptions(wire.getPipOptions()) : null);
  }

  /** Leaves users and passwords of URLs out: they are never given back. */
  private static PythonEnv python(PythonEnvironment python) {
    var wire =
        PythonEnv.newBuilder()
            .setCondaYaml(UrlSecrets.masked(python.condaYaml()))
            .setPythonVersion(python.pythonVersion())
            .addAllRequirements(masked(python.requirements()));
    python.localModules().forEach(module -> wire.addLocalModules(file(module)));
    if (python.pipOptions() != null) {
      wire.setPipOptions(pipOptions(python.pipOptions()));
    }
    return wire.build();
  }

  private static PipOptions pipOptions(io.rowrun.proto.datasphere.v2.jobs.PipOptions wire) {
    return new PipOptions(
        wire.getIndexUrl(),
        wire.getExtraIndexUrlsList(),
        wire.getTrustedHostsList(),
        wire.getNoDeps());
  }

  private static io.rowrun.proto.datasphere.v2.jobs.PipOptions pipOptions(PipOptions options) {
    return io.rowrun.proto.datasphere.v2.jobs.PipOptions.newBuilder()
        .setIndexUrl(UrlSecrets.masked(options.indexUrl()))
        .addAllExtraIndexUrls(masked(options.extraIndexUrls()))
        .addAllTrustedHosts(options.trustedHosts())
        .setNoDeps(options.noDeps())
        .build();
  }

  private static List<String> masked(List<String> texts) {
    return texts.stream().map(UrlSecrets::masked).toList();
  }

  private static GracefulShutdown gracefulShutdown(GracefulShutdownParameters wire) {
    if (wire.getSignal() < 0 || wire.getSignal() > LAST_SIGNAL) {
      throw invalid(
          "graceful_shutdown_parameters.signal must be 0 to "
              + LAST_SIGNAL
              + ": "
              + wire.getSignal());
    }
    return new GracefulShutdown(
        WireTime.duration("graceful_shutdown_parameters.timeout", wire.getTimeout()),
        (int) wire.getSignal());
  }

  private static GracefulShutdownParameters gracefulShutdown(GracefulShutdown shutdown) {
    return GracefulShutdownParameters.newBuilder()
        .setTimeout(WireTime.duration(shutdown.timeout()))
        .setSignal(shutdown.signal())
        .build();
  }

  private static WorkingStorage workingStorage(ExtendedWorkingStorage wire) {
    WorkingStorage.Type type =
        switch (wire.getType()) {
          case STORAGE_TYPE_UNSPECIFIED -> WorkingStorage.Type.UNSPECIFIED;
          case SSD -> WorkingStorage.Type.SSD;
          case UNRECOGNIZED ->
              throw invalid(
                  "extended_working_storage.type must be SSD (1): " + wire.getTypeValue());
        };
    return new WorkingStorage(type, wire.getSizeGb());
  }

  private static ExtendedWorkingStorage workingStorage(WorkingStorage storage) {
    StorageType type =
        switch (storage.type()) {
          case UNSPECIFIED -> StorageType.STORAGE_TYPE_UNSPECIFIED;
          case SSD -> StorageType.SSD;
        };
    return ExtendedWorkingStorage.newBuilder().setType(type).setSizeGb(storage.sizeGb()).build();
  }

  private static OutputDatasetDesc outputDataset(
      io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc wire) {
    return new OutputDatasetDesc(
        wire.getName(),
        wire.getDescription(),
        wire.getLabelsMap(),
        wire.getSizeGb(),
        wire.getVar());
  }

  static io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc outputDataset(
      OutputDatasetDesc dataset) {
    return io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc.newBuilder()
        .setName(dataset.name())
        .setDescription(dataset.description())
        .putAllLabels(dataset.labels())
        .setSizeGb(dataset.sizeGb())
        .setVar(orEmpty(dataset.var()))
        .build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
