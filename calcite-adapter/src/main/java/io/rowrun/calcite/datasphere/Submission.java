package io.rowrun.calcite.datasphere;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.rowrun.calcite.config.ConfigException;
import io.rowrun.calcite.config.LocalFile;
import io.rowrun.calcite.config.LocalFiles;
import io.rowrun.calcite.provider.Awaiting;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.InsertRow;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.v1.FileKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A job that an INSERT gives, checked and with its local files read, ready to be created, or to be
 * cloned from another.
 *
 * @param making makes the call that begins to make it
 * @param files what to send of this machine's files
 */
record Submission(
    Function<ProjectJobServiceBlockingStub, Operation> making,
    LocalFiles files,
    @Nullable String idempotencyKey) {
  private static final Metadata.Key<String> IDEMPOTENCY_KEY =
      Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);
  private static final String USUAL_INSTANCE_TYPE = "c1.4";

  /** A job that was made, and the operation of its Create or Clone. */
  record Created(String jobId, Operation operation) {}

  static Submission of(Calls calls, InsertRow row) {
    String parent = row.text("parent_job_id");
    JobDraft draft = JobDraft.read(row, calls.session().filesRoot());
    return parent == null ? create(calls, row, draft) : clone(row, draft, parent);
  }

  private static Submission create(Calls calls, InsertRow row, JobDraft draft) {
    JobParameters.Builder parameters = draft.parameters();
    if (parameters.getCmd().isBlank()) {
      throw new RowrunSqlException("22023", "a job needs a cmd, which is neither NULL nor blank");
    }
    CommandVariables.check(parameters);
    if (parameters.getCloudInstanceTypesCount() == 0) {
      parameters.addCloudInstanceTypesBuilder().setName(USUAL_INSTANCE_TYPE);
    }
    LocalFiles files = draft.readFiles();
    String project = row.text("project_id");
    String config = row.text("config");
    CreateProjectJobRequest.Builder request =
        CreateProjectJobRequest.newBuilder()
            .setProjectId(project == null ? calls.session().project() : project)
            .setName(draft.name())
            .setDesc(draft.description())
            .setConfig(config == null ? "" : config)
            .setJobParameters(files.parameters());
    if (draft.dataTtl() != null) {
      request.setDataTtl(draft.dataTtl());
    }
    CreateProjectJobRequest whole = request.build();
    return new Submission(stub -> stub.create(whole), files, row.text("idempotency_key"));
  }

  /** What is given replaces what the parent has; the rest is the parent's. */
  private static Submission clone(InsertRow row, JobDraft draft, String parent) {
    for (String column : List.of("config", "project_id")) {
      if (row.has(column)) {
        throw new RowrunSqlException(
            "22023",
            column + " cannot be given together with parent_job_id: a clone has its parent's");
      }
    }
    LocalFiles files = draft.readFiles();
    CloneProjectJobRequest.Builder request =
        CloneProjectJobRequest.newBuilder()
            .setSourceJobId(parent)
            .setName(draft.name())
            .setDesc(draft.description())
            .setJobParametersOverrides(files.parameters());
    if (draft.dataTtl() != null) {
      request.setDataTtl(draft.dataTtl());
    }
    CloneProjectJobRequest whole = request.build();
    return new Submission(stub -> stub.clone(whole), files, row.text("idempotency_key"));
  }

  /** Makes the job and sends the files that the server has not got. */
  Created make(Calls calls) {
    Operation operation = Awaiting.start(calls).end(making.apply(stub(calls)));
    Operations.requireSuccess(operation);
    CreateProjectJobResponse response = response(operation);
    response.getUploadFilesList().forEach(wanted -> send(calls, response.getJobId(), wanted));
    return new Created(response.getJobId(), operation);
  }

  /** Create and Clone answer alike. */
  private static CreateProjectJobResponse response(Operation operation) {
    try {
      if (operation.getResponse().is(CloneProjectJobResponse.class)) {
        CloneProjectJobResponse clone =
            operation.getResponse().unpack(CloneProjectJobResponse.class);
        return CreateProjectJobResponse.newBuilder()
            .setJobId(clone.getJobId())
            .addAllUploadFiles(clone.getUploadFilesList())
            .build();
      }
      return operation.getResponse().unpack(CreateProjectJobResponse.class);
    } catch (InvalidProtocolBufferException e) {
      throw Operations.unreadable(operation, e);
    }
  }

  /**
   * Sends a file, if this row names it and it is here with the hash that the job declares: a file
   * that is not here is for INSERT INTO job_files.
   */
  private void send(Calls calls, String jobId, StorageFile wanted) {
    String path = wanted.getFile().getDesc().getPath();
    JobParameters parameters = files.parameters();
    sha256(parameters.getInputFilesList(), path)
        .ifPresent(hash -> send(calls, jobId, FileKind.INPUT, wanted, hash));
    sha256(parameters.getEnv().getPythonEnv().getLocalModulesList(), path)
        .ifPresent(hash -> send(calls, jobId, FileKind.LOCAL_MODULE, wanted, hash));
  }

  private static Optional<String> sha256(List<File> declared, String path) {
    return declared.stream()
        .filter(file -> file.getDesc().getPath().equals(path))
        .map(File::getSha256)
        .findFirst();
  }

  private void send(Calls calls, String jobId, FileKind kind, StorageFile wanted, String sha256) {
    LocalFile file;
    try {
      file = files.find(wanted.getFile().getDesc().getPath());
    } catch (ConfigException e) {
      return; // not here
    }
    if (file.sha256().equals(sha256)) {
      Transfer.upload(calls, jobId, kind, wanted, new LocalFileBytes(file));
    }
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
