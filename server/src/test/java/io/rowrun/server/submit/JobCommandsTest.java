package io.rowrun.server.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rowrun.server.ServedProcess;
import io.rowrun.server.submit.RowrunProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The {@code rowrun job} commands, each in a process. */
@Timeout(120)
class JobCommandsTest {
  private static final Pattern JOB = Pattern.compile("\"job_id\": \"(j\\w+)\"");

  @TempDir Path data;
  @TempDir Path here;

  private ServedProcess server;

  @BeforeEach
  void serve() throws IOException {
    server = ServedProcess.start(data);
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void aForkIsTheJobWithOtherArgumentsInputsAndVariables() throws Exception {
    Files.writeString(here.resolve("a.txt"), "a\n");
    Files.writeString(here.resolve("b.txt"), "b\n");
    config(
        """
        name: first
        cmd: cat ${IN}; echo ${RATE} $MODE $KEPT
        args: {RATE: '1'}
        inputs: [{a.txt: IN}]
        env: {vars: [{MODE: slow}, {KEPT: kept}]}
        """);
    String job = async("submit", "config.yaml");
    Ended fork =
        run(
            "job",
            "fork",
            job,
            "--arg",
            "RATE=2",
            "--input",
            "IN=b.txt",
            "--env",
            "MODE=fast",
            "--name",
            "second");
    assertThat(fork.out()).isEqualTo("b\n2 fast kept\n");
    assertThat(fork.code()).isZero();
    assertThat(run("job", "list", "--format", "json").out())
        .contains("\"name\":\"second\"", "\"name\":\"first\"");
    assertThat(run("job", "fork", job, "--arg", "RAT=2").err())
        .isEqualTo("rowrun: --arg: job " + job + " has no RAT, only RATE\n");
  }

  @Test
  void filesOfAnEndedJobAreFetchedLater() throws Exception {
    config(
        "cmd: echo log; echo bad >&2; mkdir d; echo 1 > d/x; echo 2 > out\noutputs: [out, d, nix]");
    String job = async("submit", "config.yaml");
    run("job", "attach", "-o", "first", job);

    Ended ended =
        run("job", "download-files", job, "--with-logs", "--with-diagnostics", "-o", "got");

    assertThat(ended.err()).contains("wrote got/out, 2 bytes");
    assertThat(ended.code()).isZero();
    assertThat(here.resolve("got/out")).hasContent("2\n");
    assertThat(here.resolve("got/d/x")).hasContent("1\n");
    assertThat(here.resolve("got/stdout.txt")).hasContent("log\n");
    assertThat(here.resolve("got/stderr.txt")).hasContent("bad\n");
    assertThat(here.resolve("got/.system.log")).content().contains("nix");
  }

  @Test
  void jobsAreListedShownCancelledAndKept() throws Exception {
    config("name: long\ncmd: sleep 1000");
    String job = async("submit", "config.yaml");
    assertThat(run("job", "download-files", job).err()).contains("has no files to fetch yet");
    assertThat(run("job", "list").out()).contains("| " + job + " | long ");
    assertThat(run("job", "cancel", job, "--reason", "enough").code()).isZero();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> run("job", "list", "--status", "cancelled").out().contains(job));
    assertThat(run("job", "set-data-ttl", job, "--days", "infinity").err()).isEmpty();
    assertThat(run("job", "get", job, "--format", "json").out())
        .contains("\"data_expires_at\":null", "\"status\":\"CANCELLED\"", "\"cmd\":\"sleep 1000\"");
    assertThat(run("job", "set-data-ttl", job, "--days", "3").code()).isZero();
    assertThat(run("job", "get", job).out()).containsPattern("data_expires_at +\\| 20\\d\\d-");
    assertThat(run("job", "set-data-ttl", job, "--days", "soon").err())
        .isEqualTo("rowrun: --days is a number from 1 to 36500, or infinity: 'soon'\n");
    assertThat(run("job", "get", "nix").err()).startsWith("rowrun: cannot get job nix: ");
  }

  private void config(String yaml) throws IOException {
    Files.writeString(here.resolve("config.yaml"), yaml);
  }

  private String async(String... arguments) throws IOException {
    List<String> more = new ArrayList<>(List.of(arguments));
    more.add("--async");
    Ended ended = run(more.toArray(String[]::new));
    Matcher job = JOB.matcher(ended.out());
    assertThat(job.find()).describedAs(ended.toString()).isTrue();
    assertThat(ended.code()).isZero();
    return job.group(1);
  }

  private RowrunProcess start(String... arguments) throws IOException {
    List<String> more = new ArrayList<>(List.of(arguments));
    more.addAll(List.of("--api", server.authority()));
    return RowrunProcess.start(here, more.toArray(String[]::new));
  }

  private Ended run(String... arguments) throws IOException {
    try (RowrunProcess process = start(arguments)) {
      return process.end();
    }
  }
}
