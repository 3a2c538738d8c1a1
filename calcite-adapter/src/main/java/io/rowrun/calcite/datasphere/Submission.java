package io.rowrun.calcite.datasphere;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.rowrun.calcite.config.ConfigException;
import io.rowrun.calcite.config.ConfigYaml;
import io.rowrun.calcite.config.JobConfig;
import io.rowrun.calcite.config.LocalFiles;
import io.rowrun.calcite.provider.Awaiting;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.InsertRow;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.operation.Operation;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that an INSERT gives, checked and with its local files read, ready to be created.
 *
 * @param files what to send of this machine's files
 */
record Submission(
    CreateProjectJobRequest request, LocalFiles files, @Nullable String idempotencyKey) {
  private static final Metadata.Key<String> IDEMPOTENCY_KEY =
      Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);
  private static final String USUAL_INSTANCE_TYPE = "c1.4";

  /** A created job and the operation of its Create. */
  record Created(String jobId, Operation operation) {}

  static Submission of(Calls calls, InsertRow row) {
    CreateProjectJobRequest.Builder request = CreateProjectJobRequest.newBuilder();
    JobParameters.Builder parameters = request.getJobParametersBuilder();
    String json = row.text("parameters");
    if (json != null) {
      Json.readMessage("parameters", json, parameters);
    }
    String config = row.text("config");
    List<Path> localModules =
        config == null ? List.of() : readConfig(config, calls.session().filesRoot(), request);
    readColumns(row, request, parameters);
    if (parameters.getCmd().isBlank()) {
      throw new RowrunSqlException("22023", "a job needs a cmd, which is neither NULL nor blank");
    }
    CommandVariables.check(parameters);
    if (parameters.getCloudInstanceTypesCount() == 0) {
      parameters.addCloudInstanceTypesBuilder().setName(USUAL_INSTANCE_TYPE);
    }
    LocalFiles files = readFiles(parameters.build(), localModules, calls.session().filesRoot());
    request.setJobParameters(files.parameters());
    String project = row.text("project_id");
    request.setProjectId(project == null ? calls.session().project() : project);
    return new Submission(request.build(), files, row.text("idempotency_key"));
  }

  /** What the config says replaces what stands in the parameters; returns its local modules. */
  private static List<Path> readConfig(
      String yaml, Path root, CreateProjectJobRequest.Builder request) {
    JobConfig config;
    try {
      config = ConfigYaml.readPart(yaml, root, System.getenv());
    } catch (ConfigException e) {
      throw new RowrunSqlException("22023", String.valueOf(e.getMessage()), e);
    }
    request.setConfig(yaml);
    if (!config.name().isEmpty()) {
      request.setName(config.name());
    }
    if (!config.desc().isEmpty()) {
      request.setDesc(config.desc());
    }
    config.parameters().getAllFields().forEach(request.getJobParametersBuilder()::setField);
    return config.localModules();
  }

  private static void readColumns(
      InsertRow row, CreateProjectJobRequest.Builder request, JobParameters.Builder parameters) {
    row.values().forEach((column, value) -> readColumn(column, value, request, parameters));
  }

  private static void readColumn(
      String column,
      Object value,
      CreateProjectJobRequest.Builder request,
      JobParameters.Builder parameters) {
    switch (column) {
      case "name" -> request.setName((String) value);
      case "description" -> request.setDesc((String) value);
      case "cmd" -> parameters.setCmd((String) value);
      case "data_ttl_seconds" -> request.setDataTtl(Duration.newBuilder().setSeconds((Long) value));
      case "instance_type" -> setInstanceTypes(parameters, List.of((String) value));
      case "instance_types" -> setInstanceTypes(parameters, Json.readArray(column, (String) value));
      case "env_vars" ->
          parameters
              .getEnvBuilder()
              .clearVars()
              .putAllVars(Json.readObject(column, (String) value));
      case "arguments" -> setArguments(parameters, Json.readObject(column, (String) value));
      case "input_files" -> setInputs(parameters, Json.readFiles(column, (String) value));
      case "output_files" ->
          parameters.clearOutputFiles().addAllOutputFiles(Json.readFiles(column, (String) value));
      case "docker_image" ->
          parameters
              .getEnvBuilder()
              .setDockerImageSpec(DockerImageSpec.newBuilder().setImageUrl((String) value));
      case "python_version" ->
          parameters.getEnvBuilder().getPythonEnvBuilder().setPythonVersion((String) value);
      case "python_requirements" ->
          parameters
              .getEnvBuilder()
              .getPythonEnvBuilder()
              .clearRequirements()
              .addAllRequirements(Json.readArray(column, (String) value));
      default -> {}
    }
  }

  static void setInstanceTypes(JobParameters.Builder parameters, List<String> names) {
    parameters.clearCloudInstanceTypes();
    names.forEach(
        name -> parameters.addCloudInstanceTypes(CloudInstanceType.newBuilder().setName(name)));
  }

  static void setArguments(JobParameters.Builder parameters, Map<String, String> arguments) {
    parameters.clearArguments();
    arguments.forEach(
        (name, value) ->
            parameters.addArguments(Argument.newBuilder().setName(name).setValue(value)));
  }

  static void setInputs(JobParameters.Builder parameters, List<FileDesc> inputs) {
    parameters.clearInputFiles();
    inputs.forEach(input -> parameters.addInputFiles(File.newBuilder().setDesc(input)));
  }

  /** Reads the files whose hash is not given, and says it. */
  private static LocalFiles readFiles(
      JobParameters parameters, List<Path> localModules, Path root) {
    try {
      return LocalFiles.read(parameters, localModules, root);
    } catch (ConfigException e) {
      throw new RowrunSqlException("22023", String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new RowrunSqlException("58030", String.valueOf(e.getMessage()), e);
    }
  }

  /** Creates the job and sends the files that the server has not got. */
  Created create(Calls calls) {
    Operation operation = Awaiting.start(calls).end(stub(calls).create(request));
    Operations.requireSuccess(operation);
    CreateProjectJobResponse response;
    try {
      response = operation.getResponse().unpack(CreateProjectJobResponse.class);
    } catch (InvalidProtocolBufferException e) {
      throw Operations.unreadable(operation, e);
    }
    response
        .getUploadFilesList()
        .forEach(file -> Transfer.upload(calls, response.getJobId(), file, this));
    return new Created(response.getJobId(), operation);
  }

  private ProjectJobServiceBlockingStub stub(Calls calls) {
    if (idempotencyKey == null) {
      return calls.jobs();
    }
    Metadata headers = new Metadata();
    headers.put(IDEMPOTENCY_KEY, idempotencyKey);
    return calls.jobs().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
