package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.executor.environment.PackageIndex;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.Environment;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.PipOptions;
import io.rowrun.proto.datasphere.v2.jobs.PythonEnv;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.SparkParameters;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.v1.FileKind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fields of {@code python_env}: what each does to a program that really runs. */
final class PythonJobTest {
  private static final String PRINT = "python -c 'import alpha; print(alpha.version)'";

  @TempDir Path root;
  private @Nullable PackageIndex opened; // null: there is no Python
  private PackageIndex index;
  private Stack stack;

  @BeforeEach
  void open() throws IOException {
    index =
        new PackageIndex().with("alpha", "1.0").with("alpha", "2.0").with("beta", "3.0", "alpha");
    opened = index;
    stack = new Stack(root);
  }

  @AfterEach
  void close() throws Exception {
    if (opened == null) {
      return;
    }
    opened.close();
    stack.close();
    PackageIndex.deleteEnvironments(root);
  }

  @Test
  void requirementsAreInstalledFromTheIndexAndKeptForTheNextJob() {
    PythonEnv.Builder python = python("alpha==1.0");

    String first = succeeds(job(PRINT, python));
    assertThat(stack.log(first)).contains("made the environment in").endsWith("\n1.0\n");
    int requests = index.requests();
    assertThat(requests).isPositive();

    String second = succeeds(job(PRINT, python));
    assertThat(stack.log(second)).isEqualTo("1.0\n");
    assertThat(index.requests()).isEqualTo(requests);
  }

  @Test
  void otherRequirementsMakeAnotherEnvironment() {
    String one = succeeds(job(PRINT, python("alpha==1.0")));
    String two = succeeds(job(PRINT, python("# the newest", "", "alpha")));

    assertThat(stack.log(one)).endsWith("\n1.0\n");
    assertThat(stack.log(two)).endsWith("\n2.0\n");
  }

  @Test
  void whatPipSaysIsReadWhileTheJobIsBeingPrepared() {
    index.shut();
    String jobId = stack.run(job(PRINT, python("alpha==1.0")));

    LogMessage first =
        stack
            .jobs
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .readLogs(ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).build())
            .next()
            .getLogs(0);

    assertThat(first.getFilePath()).isEqualTo(".system.log");
    assertThat(first.getContent().toStringUtf8()).startsWith("Looking in indexes: " + index.url());
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.PREPARING);
    index.open();
    succeeded(jobId);
  }

  @Test
  void twoJobsAtATimeMakeTheirEnvironmentOnce() {
    index.shut();
    String one = stack.run(job(PRINT, python("alpha==1.0")));
    String two = stack.run(job(PRINT, python("alpha==1.0")));
    patiently()
        .until(() -> systemLog(one).contains("waiting") || systemLog(two).contains("waiting"));
    index.open();

    List<String> logs = List.of(stack.log(succeeded(one)), stack.log(succeeded(two)));
    assertThat(logs).allSatisfy(log -> assertThat(log).endsWith("1.0\n"));
    assertThat(logs).filteredOn(log -> log.contains("made the environment")).hasSize(1);
    assertThat(logs).filteredOn(log -> log.contains("waiting for another job")).hasSize(1);
  }

  @Test
  void dependenciesComeAlongUnlessTheyAreNotWanted() {
    String print =
        "python -c 'import beta; print(beta.version); import alpha; print(alpha.version)'";
    PythonEnv.Builder with = python("beta");
    PythonEnv.Builder without = python("beta");
    without.getPipOptionsBuilder().setNoDeps(true);

    assertThat(stack.log(succeeds(job(print, with)))).endsWith("\n3.0\n2.0\n");
    String alone = stack.run(job(print, without));
    failed(alone);
    assertThat(stack.log(alone)).contains("\n3.0\n", "No module named 'alpha'");
  }

  @Test
  void furtherIndexesAreAsked() throws IOException {
    try (PackageIndex more = new PackageIndex().with("gamma", "5.1")) {
      PythonEnv.Builder python = python("alpha==1.0", "gamma");
      python.getPipOptionsBuilder().addExtraIndexUrls(more.url());

      String jobId = succeeds(job("python -c 'import gamma; print(gamma.version)'", python));

      assertThat(stack.log(jobId)).endsWith("\n5.1\n");
    }
  }

  @Test
  void aHostWithoutTlsIsTrustedIfTheJobSaysSo() throws IOException {
    String host = InetAddress.getLocalHost().getHostName();
    assumeTrue(
        !host.equals("localhost") && InetAddress.getByName(host).isLoopbackAddress(),
        "needs a name of the loopback address other than localhost");
    PythonEnv.Builder python = python("alpha==1.0");
    python.getPipOptionsBuilder().setIndexUrl(index.url("", host));

    Job refused = fails(job(PRINT, python));
    assertThat(stack.log(refused.getId())).contains("not a trusted or secure host");
    python.getPipOptionsBuilder().addTrustedHosts(host);
    succeeds(job(PRINT, python));
  }

  @Test
  void aRequirementThatCannotBeHadEndsTheJobWithTheWordsOfPip() {
    Job job = fails(job(PRINT, python("alpha==1.0", "no-such-thing>=2")));

    assertThat(job.getStatusDetails())
        .startsWith("the set-up returned code 1: ")
        .contains("No matching distribution found for no-such-thing>=2");
    assertThat(job.hasStartedAt()).isFalse();
  }

  @Test
  void aLoginOfTheIndexIsUsedAndNeverShown() throws IOException {
    index.withSource("delta", "4.0", "alpha").requireLogin("me:top5ecret");
    PythonEnv.Builder right = python("alpha==1.0", "delta");
    right.getPipOptionsBuilder().setIndexUrl(index.url("me:top5ecret@", "127.0.0.1"));
    PythonEnv.Builder wrong = python("alpha==1.0");
    wrong.getPipOptionsBuilder().setIndexUrl(index.url("me:wr0ngsecret@", "127.0.0.1"));
    PythonEnv.Builder direct =
        python("nothing @ " + index.url("me:wr0ngsecret@", "127.0.0.1") + "alpha/none.whl");

    String good = succeeds(job(PRINT, right));
    assertThat(stack.log(good)).contains("Installing build dependencies");
    Job bad = fails(job(PRINT, wrong));
    Job worse = fails(job(PRINT, direct));

    assertThat(index.loginWasOnACommandLine()).isFalse();
    for (Job job : List.of(stack.get(good), bad, worse)) {
      assertThat(job.toString() + stack.log(job.getId()))
          .contains("****@")
          .doesNotContain("top5ecret", "wr0ngsecret");
    }
    assertThat(filesWith("top5ecret")).isEmpty();
  }

  private List<Path> filesWith(String secret) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).filter(file -> contains(file, secret)).toList();
    }
  }

  private static boolean contains(Path file, String secret) {
    try {
      return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains(secret);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCancelDuringTheSetUpLeavesNothingBehindThatTheNextJobWouldTrust() throws Exception {
    index.shut();
    String jobId = stack.create(job(PRINT, python("alpha==1.0"))).getJobId();
    Operation operation = stack.execute(jobId);
    index.asked().await();
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.PREPARING);

    stack.jobs.cancel(
        CancelProjectJobRequest.newBuilder().setJobId(jobId).setGraceful(true).build());

    assertThat(awaitDone(operation).getError().getCode()).isEqualTo(Status.Code.CANCELLED.value());
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.CANCELLED);
    index.open();
    String next = succeeds(job(PRINT, python("alpha==1.0")));
    assertThat(stack.log(next)).contains("made the environment").endsWith("\n1.0\n");
  }

  @Test
  void thePythonIsOfTheWantedVersionAndTheOnesThatThereAreAreNamedIfItIsNot() {
    String version = version();
    String print = "python -c 'import sys; print(\"%d.%d\" % sys.version_info[:2])'";

    for (String wanted : List.of("3", version, version + ".99")) {
      String jobId = succeeds(job(print, PythonEnv.newBuilder().setPythonVersion(wanted)));
      assertThat(stack.log(jobId)).endsWith(wanted.equals("3") ? "\n" : version + "\n");
    }
    StatusRuntimeException refusal = refusal(PythonEnv.newBuilder().setPythonVersion("3.99"));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(refusal.getStatus().getDescription())
        .startsWith("env.python_env.python_version: this host has no Python 3.99; it has ")
        .contains(version);
  }

  /** That of the Python which the executor finds first. */
  private String version() {
    String jobId =
        succeeds(
            job(
                "python -c 'import sys; print(\"%d.%d\" % sys.version_info[:2])'",
                PythonEnv.newBuilder()));
    String[] lines = stack.log(jobId).split("\n");
    return lines[lines.length - 1];
  }

  @Test
  void localModulesAreImportedFromAnyDirectory() throws IOException {
    byte[] module =
        PackageIndex.zip(Map.of("mine/__init__.py", "", "mine/deep.py", "word = 'found'\n"));
    byte[] main = Stack.utf8("import sys, mine.deep\nprint(mine.deep.word, sys.argv[1])\n");
    JobParameters.Builder parameters =
        job(
                "python sub/main.py x",
                PythonEnv.newBuilder()
                    .addLocalModules(
                        Stack.file("tmp/m.zip", "_LOCAL_MODULE_0", module).toBuilder()
                            .setCompressionType(FileCompressionType.ZIP)))
            .addInputFiles(Stack.file("sub/main.py", "", main));
    CreateProjectJobResponse created = stack.create(parameters);
    assertThat(created.getUploadFilesList()).hasSize(2);
    stack.upload(created.getJobId(), FileKind.LOCAL_MODULE, "tmp/m.zip", module, 100);
    stack.upload(created.getJobId(), "sub/main.py", main, 100);
    stack.execute(created.getJobId());

    assertThat(stack.log(succeeded(created.getJobId()))).endsWith("found x\n");
  }

  @Test
  void whatAJobInstallsByItselfIsItsOwn() {
    String install = "python -m pip install -q --index-url " + index.url() + " beta && ";
    String print = "python -c 'import beta; print(beta.version)'";
    PythonEnv.Builder python = python("alpha==1.0");

    String own = succeeds(job(install + print, python));
    String next = stack.run(job(print, python));

    assertThat(stack.log(own)).endsWith("3.0\n");
    failed(next);
    assertThat(stack.log(next)).contains("No module named 'beta'");
  }

  @Test
  void aJobsOwnVariablesAreKept() {
    JobParameters.Builder parameters =
        job("echo $PYTHONPATH; echo $PATH; echo $VIRTUAL_ENV; pwd", PythonEnv.newBuilder());
    parameters.getEnvBuilder().putVars("PYTHONPATH", "/mine").putVars("PATH", "/p:/usr/bin:/bin");

    String[] lines = stack.log(succeeds(parameters)).split("\n");

    int last = lines.length - 1;
    assertThat(lines[last - 3]).startsWith(lines[last] + ":/mine");
    assertThat(lines[last - 2]).contains(lines[last - 1] + "/bin:").endsWith(":/p:/usr/bin:/bin");
  }

  @Test
  void whatAConnectorAddsToThePythonPathIsKept() throws IOException {
    Files.writeString(
        root.resolve("rowrun.yaml"),
        "spark-connectors: {spark1: {environment: {PYTHONPATH: /opt/spark/python}}}\n");
    JobParameters.Builder parameters = job("echo $PYTHONPATH", PythonEnv.newBuilder());
    parameters.setSparkParameters(SparkParameters.newBuilder().setConnectorId("spark1"));

    assertThat(stack.log(succeeds(parameters))).contains("/work:/opt/spark/python:");
  }

  @Test
  void besideADockerImageThereCanBeLocalModulesOnly() {
    JobParameters.Builder parameters = job("true", python("alpha"));
    parameters
        .getEnvBuilder()
        .setDockerImageSpec(DockerImageSpec.newBuilder().setImageUrl("localhost/x:1"));

    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> stack.create(parameters));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  private StatusRuntimeException refusal(PythonEnv.Builder python) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> stack.create(job("true", python)));
  }

  private PythonEnv.Builder python(String... requirements) {
    return PythonEnv.newBuilder()
        .addAllRequirements(List.of(requirements))
        .setPipOptions(PipOptions.newBuilder().setIndexUrl(index.url()));
  }

  private static JobParameters.Builder job(String cmd, PythonEnv.Builder python) {
    return parameters(cmd).setEnv(Environment.newBuilder().setPythonEnv(python));
  }

  private String succeeds(JobParameters.Builder parameters) {
    return succeeded(stack.run(parameters));
  }

  private String succeeded(String jobId) {
    Job ended = patiently().until(() -> stack.get(jobId), Job::hasFinishedAt);
    assertThat(ended.getStatus()).as(ended.getStatusDetails()).isEqualTo(JobStatus.SUCCESS);
    return jobId;
  }

  private void failed(String jobId) {
    patiently().until(() -> stack.get(jobId).getStatus() == JobStatus.ERROR);
  }

  private Operation awaitDone(Operation operation) {
    return patiently().until(() -> stack.operation(operation.getId()), Operation::getDone);
  }

  /** Making an environment takes seconds, many of them on a host that is busy. */
  private static ConditionFactory patiently() {
    return Stack.await().atMost(Duration.ofMinutes(2));
  }

  /** Runs a job whose set-up fails. */
  private Job fails(JobParameters.Builder parameters) {
    String jobId = stack.create(parameters).getJobId();
    Operation operation = awaitDone(stack.execute(jobId));
    assertThat(operation.getError().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION.value());
    return stack.get(jobId);
  }

  private String systemLog(String jobId) throws IOException {
    Path log = root.resolve("jobs").resolve(jobId).resolve("system.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
