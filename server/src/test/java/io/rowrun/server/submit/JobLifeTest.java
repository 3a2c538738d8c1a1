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

/** Ctrl-C, lost servers, coming back to a job, each command in a process. */
@Timeout(120)
class JobLifeTest {
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
  void ctrlCCancelsGracefullyAndWaitsForTheEnd() throws Exception {
    config(
        """
        cmd: trap 'echo bye; exit 0' INT; echo ready; while :; do sleep 0.05; done
        graceful-shutdown: {signal: SIGINT, timeout: 50s}
        """);
    try (RowrunProcess submit = start("submit", "config.yaml")) {
      submit.awaitOut("ready\n");
      submit.interrupt();
      Ended ended = submit.end();
      assertThat(ended.out()).isEqualTo("ready\nbye\n");
      assertThat(ended.err())
          .contains("gracefully; Ctrl-C again cancels it at once", ": CANCELLED: ");
      assertThat(ended.code()).isEqualTo(1);
    }
  }

  @Test
  void aSecondCtrlCCancelsAtOnce() throws Exception {
    config(
        """
        cmd: trap 'echo no' INT; echo ready; while :; do sleep 0.05; done
        graceful-shutdown: {signal: SIGINT, timeout: 1h}
        """);
    try (RowrunProcess submit = start("submit", "config.yaml")) {
      submit.awaitOut("ready\n");
      submit.interrupt();
      submit.awaitOut("no\n");
      submit.interrupt();
      Ended ended = submit.end();
      assertThat(ended.err()).contains("at once\n", ": CANCELLED: ");
      assertThat(ended.code()).isEqualTo(1);
    }
  }

  @Test
  void theServerIsKilledInTheMiddleAndTheJobEndsWell() throws Exception {
    config(
        """
        cmd: echo before; while [ ! -e %s/go ]; do sleep 0.05; done; echo after; echo x > out; exit 5
        outputs: [out]
        """
            .formatted(here));
    try (RowrunProcess submit = start("submit", "config.yaml")) {
      submit.awaitOut("before\n");
      server.kill();
      submit.awaitErr("trying again");
      server.killAndRestart();
      Files.createFile(here.resolve("go"));
      Ended ended = submit.end();
      assertThat(ended.out()).isEqualTo("before\nafter\n");
      assertThat(ended.err()).contains("the server answers again");
      assertThat(ended.code()).isEqualTo(5);
      assertThat(here.resolve("out")).hasContent("x\n");
    }
  }

  @Test
  void asyncReturnsAndAttachFollowsFromNowOn() throws Exception {
    config(
        """
        cmd: echo early; while [ ! -e %s/go ]; do sleep 0.05; done; echo late; echo x > out; exit 3
        outputs: [out]
        """
            .formatted(here));
    String job = async("submit", "config.yaml");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> run("job", "get", job, "--format", "json").out().contains("EXECUTING"));
    try (RowrunProcess attach = start("job", "attach", job)) {
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(10))
          .until(() -> attach.out().isEmpty());
      Files.createFile(here.resolve("go"));
      Ended ended = attach.end();
      assertThat(ended.out()).isEqualTo("late\n");
      assertThat(ended.code()).isEqualTo(3);
    }
    assertThat(here.resolve("out")).hasContent("x\n");
    assertThat(run("job", "attach", "--from-start", job).out()).isEqualTo("early\nlate\n");
  }

  @Test
  void aJobOfAnEmbeddedExecutorGoesOnWithoutTheCommandThatStartedIt() throws Exception {
    config("cmd: sleep 1; echo hi; exit 4");
    Ended started = RowrunProcess.run(here, "submit", "config.yaml", "--async", "--data", "own");
    Matcher job = JOB.matcher(started.out());
    assertThat(job.find()).describedAs(started.toString()).isTrue();
    assertThat(started.err())
        .contains("to follow it: rowrun job attach --data own " + job.group(1) + "\n");
    Ended ended =
        RowrunProcess.run(here, "job", "attach", "--from-start", "--data", "own", job.group(1));
    assertThat(ended.out()).isEqualTo("hi\n");
    assertThat(ended.code()).isEqualTo(4);
  }

  @Test
  void aDirectoryIsServedByThisProcessOrByItsOwner() throws Exception {
    config("cmd: echo hi; echo x > out\noutputs: [out]");
    for (Path directory : List.of(data, here.resolve("own"))) {
      Ended ended = RowrunProcess.run(here, "submit", "config.yaml", "--data", "" + directory);
      assertThat(ended.out()).isEqualTo("hi\n");
      assertThat(ended.code()).isZero();
      assertThat(here.resolve("out")).hasContent("x\n");
      Files.delete(here.resolve("out"));
    }
    assertThat(run("job", "list", "--format", "csv").out().lines()).hasSize(2);
  }

  @Test
  void whoFollowsAJobGoesOnWhenTheOwnerOfTheDirectoryEnds() throws Exception {
    String waiting = "cmd: echo begin; while [ ! -e %s ]; do sleep 0.05; done; echo end\n";
    Files.writeString(here.resolve("first.yaml"), waiting.formatted(here.resolve("one")));
    Files.writeString(here.resolve("second.yaml"), waiting.formatted(here.resolve("two")));
    try (RowrunProcess owner = RowrunProcess.start(here, "submit", "first.yaml", "--data", "own")) {
      owner.awaitOut("begin\n");
      try (RowrunProcess other =
          RowrunProcess.start(here, "submit", "second.yaml", "--data", "own")) {
        other.awaitOut("begin\n");
        Files.createFile(here.resolve("one"));
        owner.end();
        Files.createFile(here.resolve("two"));
        Ended ended = other.end();
        assertThat(ended.out()).isEqualTo("begin\nend\n");
        assertThat(ended.err()).doesNotContain("cannot read the log");
      }
    }
  }

  @Test
  void everyCommandIsFoundThroughHelp() throws Exception {
    assertThat(RowrunProcess.run(here, "--help").out())
        .contains("rowrun submit CONFIG.yaml", "rowrun job COMMAND");
    assertThat(RowrunProcess.run(here, "job", "--help").out())
        .contains("list", "get", "attach", "cancel", "fork", "download-files", "set-data-ttl");
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
