package io.rowrun.server.submit;

import com.google.protobuf.Duration;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.rowrun.calcite.config.JobConfig;
import io.rowrun.calcite.config.LocalFiles;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.operation.Operation;
import java.util.UUID;

/** Makes jobs that are ready to be executed: the server has all their files. */
final class NewJob {
  private static final Metadata.Key<String> IDEMPOTENCY_KEY =
      Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

  /** How long the server keeps files and logs, as the vendor's client asks for. */
  static final Duration DATA_TTL =
      Duration.newBuilder().setSeconds(java.time.Duration.ofDays(14).toSeconds()).build();

  private final Api api;
  private final Console console;
  private final Cancellation cancellation;

  NewJob(Api api, Console console, Cancellation cancellation) {
    this.api = api;
    this.console = console;
    this.cancellation = cancellation;
  }

  /**
   * Creates the job of a config and sends its files.
   *
   * @param yaml the config's text, which is kept with the job
   * @return its id
   */
  String create(String yaml, JobConfig config, LocalFiles files) {
    CreateProjectJobRequest request =
        CreateProjectJobRequest.newBuilder()
            .setProjectId(api.project())
            .setJobParameters(files.parameters())
            .setConfig(yaml)
            .setName(config.name())
            .setDesc(config.desc())
            .setDataTtl(DATA_TTL)
            .build();
    Metadata key = newKey();
    String deed = "create the job";
    Operation ended = Operations.await(api, Rpc.call(deed, () -> idempotent(key).create(request)));
    CreateProjectJobResponse response =
        Operations.response(deed, ended, CreateProjectJobResponse.class);
    cancellation.created(response.getJobId());
    new FileSender(api, console).send(response.getJobId(), response.getUploadFilesList(), files);
    return response.getJobId();
  }

  /**
   * Creates a job that is another one with some things replaced, and sends the files among them.
   *
   * @return its id
   */
  String fork(CloneProjectJobRequest request, LocalFiles files) {
    Metadata key = newKey();
    String deed = "fork job " + request.getSourceJobId();
    Operation ended = Operations.await(api, Rpc.call(deed, () -> idempotent(key).clone(request)));
    CloneProjectJobResponse response =
        Operations.response(deed, ended, CloneProjectJobResponse.class);
    cancellation.created(response.getJobId());
    new FileSender(api, console).send(response.getJobId(), response.getUploadFilesList(), files);
    return response.getJobId();
  }

  /** Made twice with one key, because an answer was lost, it is still one job. */
  private ProjectJobServiceBlockingStub idempotent(Metadata key) {
    return api.jobs().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(key));
  }

  private static Metadata newKey() {
    Metadata key = new Metadata();
    key.put(IDEMPOTENCY_KEY, UUID.randomUUID().toString());
    return key;
  }
}
