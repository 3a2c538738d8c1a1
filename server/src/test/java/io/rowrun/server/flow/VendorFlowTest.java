package io.rowrun.server.flow;

import static io.rowrun.server.flow.Inputs.archive;
import static io.rowrun.server.flow.Inputs.desc;
import static io.rowrun.server.flow.Inputs.file;
import static io.rowrun.server.flow.Inputs.unzip;
import static io.rowrun.server.flow.Inputs.utf8;
import static io.rowrun.server.flow.Inputs.zip;
import static io.rowrun.server.flow.VendorClient.unpack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import com.google.rpc.Code;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesRequest;
import io.rowrun.proto.datasphere.v2.jobs.Environment;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.SetProjectJobDataTtlRequest;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.operation.Operation;
import io.rowrun.server.ServedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The vendor's client against a server in a process of its own. */
@Timeout(240)
class VendorFlowTest {
  private static final byte[] SCRIPT =
      utf8(
          "echo rate $1 of $(wc -c < \"$2\") bytes; echo mode $MODE >&2\n"
              + "cat models/*.txt nothing > result.txt; mkdir -p out/deep; echo x > out/deep/x\n"
              + "exit ${3:-0}\n");
  private static final byte[] BATCH = utf8("a,b\n1,2\n");
  private static final byte[] MODELS =
      zip(new TreeMap<>(Map.of("models/one.txt", "1\n", "models/two.txt", "2\n")));

  @TempDir Path directory;
  private ServedProcess server;

  @BeforeEach
  void serve() throws IOException {
    server = ServedProcess.start(directory);
  }

  @AfterEach
  void kill() {
    server.close();
  }

  @Test
  void aJobGoesFromItsCreationToItsDownloads() throws Exception {
    try (VendorClient client = client(() -> {})) {
      assertWhole(client.execute(parameters(""), "cmd: ./run.sh", files()), 0);
    }
  }

  @Test
  void theServerMayBeKilledBetweenAnyTwoCalls() throws Exception {
    int[] calls = {0};
    VendorClient.Between kill =
        () -> {
          calls[0]++;
          server.killAndRestart();
        };
    try (VendorClient client = client(kill)) {
      assertWhole(client.execute(parameters(""), "cmd: ./run.sh", files()), 0);
    }
    assertThat(calls[0]).isGreaterThan(10);
  }

  @Test
  void aServerThatIsKilledWhileItsLogIsReadDeliversTheRest() throws Exception {
    JobParameters.Builder parameters =
        bare("for i in $(seq 1 60); do echo line $i; sleep 0.1; done; echo end >&2");
    try (VendorClient client = client(() -> {})) {
      String jobId = client.createAndUpload(parameters.build(), "", Map.of());
      Operation operation = client.jobs().execute(VendorClient.execution(jobId));
      Thread killer = new Thread(() -> killAt(stdout(jobId), 70, 250), "killer");
      killer.start();

      VendorClient.Ended ended = client.follow(jobId, operation, 0);

      killer.join();
      assertThat(ended.stdout().lines()).hasSize(60).startsWith("line 1").endsWith("line 60");
      assertThat(ended.stderr()).isEqualTo("end\n");
    }
  }

  private void killAt(Path log, int... sizes) {
    try {
      for (int size : sizes) {
        await().until(() -> Files.exists(log) && Files.size(log) > size);
        server.killAndRestart();
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anExitCodeIsAResponseAndNoError() throws Exception {
    try (VendorClient client = client(() -> {})) {
      VendorClient.Ended ended = client.execute(parameters(" 7"), "", files());

      assertWhole(ended, 7);
      Job job = get(client, ended.jobId());
      assertThat(job.getStatus()).isEqualTo(JobStatus.ERROR);
      assertThat(job.getStatusDetails()).isEqualTo("Program returned code 7");
      assertThat(job.getActualCloudInstanceType().getName()).isEqualTo("c1.8");
    }
  }

  @Test
  void whatTheProjectHasIsNotAskedForAgain() throws Exception {
    try (VendorClient client = client(() -> {})) {
      client.execute(parameters(""), "", files());

      VendorClient.Ended again = client.execute(parameters(""), "", Map.of());

      assertWhole(again, 0);
    }
  }

  @Test
  void whoAttachesHearsTheRestAndHasTheOutputs() throws Exception {
    JobParameters.Builder parameters =
        bare("for i in $(seq 1 40); do echo line $i; sleep 0.1; done");
    try (VendorClient client = client(() -> {})) {
      String jobId = client.createAndUpload(parameters.build(), "", Map.of());
      Operation first = client.jobs().execute(VendorClient.execution(jobId));
      await().until(() -> Files.exists(stdout(jobId)) && Files.size(stdout(jobId)) > 0);

      VendorClient.Ended ended = client.attach(jobId);

      assertThat(ended.operation().getId()).isEqualTo(first.getId());
      assertThat(ended.stdout()).endsWith("line 40\n");
      assertThat(ended.response().getResult().getReturnCode()).isZero();
    }
  }

  private Path stdout(String jobId) {
    return directory.resolve("jobs").resolve(jobId).resolve("stdout");
  }

  @Test
  void anInterruptCancelsGracefully() throws Exception {
    JobParameters.Builder parameters =
        bare("trap 'echo bye; exit 3' INT; echo ready; while :; do sleep 0.05; done")
            .setGracefulShutdownParameters(
                GracefulShutdownParameters.newBuilder()
                    .setSignal(2)
                    .setTimeout(Duration.newBuilder().setSeconds(20)));
    try (VendorClient client = client(() -> {})) {
      String jobId = client.createAndUpload(parameters.build(), "", Map.of());
      Operation operation = client.jobs().execute(VendorClient.execution(jobId));
      await().until(() -> Files.exists(stdout(jobId)) && Files.size(stdout(jobId)) > 0);
      client
          .jobs()
          .cancel(
              CancelProjectJobRequest.newBuilder()
                  .setJobId(jobId)
                  .setGraceful(true)
                  .setReason("enough")
                  .build());

      VendorClient.Ended ended = client.follow(jobId, operation, 0);

      assertThat(ended.stdout()).isEqualTo("ready\nbye\n");
      assertThat(ended.operation().getError().getCode()).isEqualTo(Code.CANCELLED_VALUE);
      assertThat(ended.operation().getError().getMessage()).isEqualTo("Canceled by user: enough");
      assertThat(get(client, jobId).getStatus()).isEqualTo(JobStatus.CANCELLED);
    }
  }

  @Test
  void filesOfAnEndedJobAreDownloaded() throws Exception {
    try (VendorClient client = client(() -> {})) {
      VendorClient.Ended ended = client.execute(parameters(""), "", files());
      Job job = get(client, ended.jobId());

      List<StorageFile> files =
          client
              .jobs()
              .downloadJobFiles(
                  DownloadProjectJobFilesRequest.newBuilder()
                      .setJobId(ended.jobId())
                      .addAllFiles(job.getOutputFilesList())
                      .addAllFiles(job.getLogFilesList())
                      .addAllFiles(job.getDiagnosticFilesList())
                      .build())
              .getDownloadFilesList();

      Map<String, String> texts = new HashMap<>();
      for (StorageFile file : files) {
        byte[] bytes = client.download(file);
        assertThat(Inputs.sha256(bytes)).isEqualTo(file.getFile().getSha256());
        texts.put(file.getFile().getDesc().getPath(), new String(bytes));
      }
      assertThat(texts)
          .contains(
              entry("result.txt", "1\n2\n"),
              entry("stdout.txt", ended.stdout()),
              entry("stderr.txt", ended.stderr()));
    }
  }

  @Test
  void aForkRunsWithOtherArguments() throws Exception {
    try (VendorClient client = client(() -> {})) {
      VendorClient.Ended source = client.execute(parameters(""), "", files());

      Operation clone =
          client.awaitDone(
              client
                  .jobs()
                  .clone(
                      CloneProjectJobRequest.newBuilder()
                          .setSourceJobId(source.jobId())
                          .setName("forked")
                          .setJobParametersOverrides(
                              JobParameters.newBuilder().addArguments(argument("0.9")))
                          .build())
                  .getId());
      String jobId = unpack(clone.getResponse(), CloneProjectJobResponse.class).getJobId();
      VendorClient.Ended ended =
          client.follow(jobId, client.jobs().execute(VendorClient.execution(jobId)), 0);

      assertThat(ended.stdout()).isEqualTo("rate 0.9 of 8 bytes\n");
      assertThat(get(client, jobId).getParentJobId()).isEqualTo(source.jobId());
      assertThat(get(client, jobId).getName()).isEqualTo("forked");
    }
  }

  @Test
  void jobsAreListedPageByPageAndTheirDataLivesAsLongAsOneSays() throws Exception {
    try (VendorClient client = client(() -> {})) {
      String jobId = client.execute(parameters(""), "", files()).jobId();
      assertThat(get(client, jobId).hasDataExpiresAt()).isTrue();

      client.jobs().setDataTtl(SetProjectJobDataTtlRequest.newBuilder().setJobId(jobId).build());

      assertThat(get(client, jobId).hasDataExpiresAt()).isFalse();
      var page =
          client
              .jobs()
              .list(
                  ListProjectJobRequest.newBuilder().setProjectId("flow").setPageSize(50).build());
      assertThat(page.getJobsList()).extracting(Job::getId).containsExactly(jobId);
      assertThat(page.getNextPageToken()).isEmpty();
    }
  }

  private VendorClient client(VendorClient.Between between) {
    return new VendorClient(server.authority(), "flow", between);
  }

  private static Job get(VendorClient client, String jobId) throws Exception {
    return client.jobs().get(GetProjectJobRequest.newBuilder().setJobId(jobId).build());
  }

  /** A script, a file by variable, a directory and an empty file; a file and a directory out. */
  private static JobParameters parameters(String exitCode) {
    return bare("./run.sh ${RATE} ${BATCH}" + exitCode)
        .addInputFiles(file("run.sh", "", SCRIPT))
        .addInputFiles(file("/home/me/batch.csv", "BATCH", BATCH))
        .addInputFiles(archive("models", "", MODELS))
        .addInputFiles(file("nothing", "", new byte[0]))
        .addArguments(argument("0.5"))
        .setEnv(Environment.newBuilder().putVars("MODE", "fast"))
        .addOutputFiles(desc("result.txt", ""))
        .addOutputFiles(desc("out", "OUT"))
        .addOutputFiles(desc("never.txt", ""))
        .build();
  }

  private static Map<String, byte[]> files() {
    return Map.of(
        "run.sh", SCRIPT, "/home/me/batch.csv", BATCH, "models", MODELS, "nothing", new byte[0]);
  }

  private static JobParameters.Builder bare(String cmd) {
    return JobParameters.newBuilder()
        .setCmd(cmd)
        .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.8"))
        .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.4"));
  }

  private static Argument argument(String rate) {
    return Argument.newBuilder().setName("RATE").setValue(rate).build();
  }

  private static void assertWhole(VendorClient.Ended ended, int exitCode) throws IOException {
    assertThat(ended.stdout()).isEqualTo("rate 0.5 of 8 bytes\n");
    assertThat(ended.stderr()).isEqualTo("mode fast\n");
    assertThat(ended.response().getResult().getReturnCode()).isEqualTo(exitCode);
    assertThat(ended.outputs()).containsOnlyKeys("result.txt", "out");
    assertThat(ended.outputs().get("result.txt")).isEqualTo(utf8("1\n2\n"));
    assertThat(unzip(ended.outputs().get("out"))).containsExactly(entry("out/deep/x", "x\n"));
    assertThat(ended.response().getOutputFilesErrorsList())
        .extracting(error -> error.getOutputFileDesc().getPath())
        .containsExactly("never.txt");
  }
}
