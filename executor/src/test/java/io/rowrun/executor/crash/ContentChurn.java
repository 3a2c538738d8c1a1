package io.rowrun.executor.crash;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataRequest;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.v1.FileServiceGrpc;
import io.rowrun.proto.v1.ListMissingRequest;
import io.rowrun.proto.v1.MissingFile;
import io.rowrun.proto.v1.UploadHeader;
import io.rowrun.proto.v1.UploadRequest;
import io.rowrun.proto.v1.UploadResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/**
 * Jobs that all read one of two contents and write the other as output, made, run and cleared at
 * the same time, so that these contents come and go all the while. As a program, it goes on until
 * it is killed; argument: the data directory.
 */
final class ContentChurn {
  static final String PROJECT = "churn";
  private static final String[] TEXTS = {"one of two contents\n", "the other of them\n"};
  private static final int THREADS = 4;

  private final ProjectJobServiceBlockingStub jobs;
  private final Channel channel;

  ContentChurn(Channel channel) {
    this.channel = channel;
    this.jobs = ProjectJobServiceGrpc.newBlockingStub(channel);
  }

  public static void main(String[] args) throws Exception {
    DataDirectory directory = DataDirectory.awaitOwnership(Path.of(args[0]));
    EmbeddedExecutor executor = EmbeddedExecutor.open(directory, CrashingService.OPTIONS);
    System.out.println("READY");
    ContentChurn churn = new ContentChurn(executor.channel());
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      new Thread(() -> churn.run(first, Integer.MAX_VALUE), "churn-" + thread).start();
    }
  }

  /** Goes through so many lives of jobs. Throws if any does not end as it must. */
  void run(int first, int lives) {
    for (int n = first; n - first < lives; n++) {
      String jobId = create(n % 2);
      upload(jobId);
      jobs.execute(ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build());
      requireSuccess(await(jobId));
      if (n % 3 == 0) {
        jobs.delete(DeleteProjectJobRequest.newBuilder().setJobId(jobId).build());
      } else {
        jobs.deleteData(DeleteProjectJobDataRequest.newBuilder().setJobId(jobId).build());
      }
    }
  }

  private String create(int text) {
    byte[] bytes = TEXTS[text].getBytes(StandardCharsets.UTF_8);
    JobParameters parameters =
        JobParameters.newBuilder()
            .setCmd("grep -q content in || grep -q other in; printf '" + other(text) + "' > out")
            .addInputFiles(
                File.newBuilder()
                    .setDesc(FileDesc.newBuilder().setPath("in"))
                    .setSha256(sha256(bytes))
                    .setSizeBytes(bytes.length))
            .addOutputFiles(FileDesc.newBuilder().setPath("out"))
            .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.4"))
            .build();
    try {
      return jobs.create(
              CreateProjectJobRequest.newBuilder()
                  .setProjectId(PROJECT)
                  .setJobParameters(parameters)
                  .build())
          .getResponse()
          .unpack(CreateProjectJobResponse.class)
          .getJobId();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String other(int text) {
    return TEXTS[1 - text].replace("\n", "\\n");
  }

  /** Sends what the server says it has not. */
  void upload(String jobId) {
    for (MissingFile missing :
        FileServiceGrpc.newBlockingStub(channel)
            .listMissing(ListMissingRequest.newBuilder().setJobId(jobId).build())
            .getFilesList()) {
      Job job = get(jobId);
      String wanted = job.getJobParameters().getInputFiles(0).getSha256();
      byte[] first = TEXTS[0].getBytes(StandardCharsets.UTF_8);
      byte[] second = TEXTS[1].getBytes(StandardCharsets.UTF_8);
      send(jobId, missing.getPath(), wanted.equals(sha256(first)) ? first : second);
    }
  }

  private void send(String jobId, String path, byte[] bytes) {
    CompletableFuture<UploadResponse> done = new CompletableFuture<>();
    StreamObserver<UploadRequest> call =
        FileServiceGrpc.newStub(channel)
            .upload(
                new StreamObserver<>() {
                  @Override
                  public void onNext(UploadResponse response) {
                    done.complete(response);
                  }

                  @Override
                  public void onError(Throwable error) {
                    done.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    call.onNext(
        UploadRequest.newBuilder()
            .setHeader(UploadHeader.newBuilder().setJobId(jobId).setPath(path))
            .build());
    call.onNext(UploadRequest.newBuilder().setChunk(ByteString.copyFrom(bytes)).build());
    call.onCompleted();
    done.join();
  }

  /** The job when it has ended. */
  Job await(String jobId) {
    CrashJob.readLog(jobs, jobId);
    return get(jobId);
  }

  private Job get(String jobId) {
    return jobs.get(GetProjectJobRequest.newBuilder().setJobId(jobId).build());
  }

  static void requireSuccess(Job job) {
    if (job.getStatus() != JobStatus.SUCCESS || job.getOutputFilesCount() != 1) {
      throw new IllegalStateException(
          "job " + job.getId() + " is " + job.getStatus() + ": " + job.getStatusDetails());
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
