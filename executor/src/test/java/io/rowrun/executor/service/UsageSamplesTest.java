package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.await;
import static io.rowrun.executor.service.Stack.parameters;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.ExecutorOptions;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.v1.FileKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What running programs use, as a table. */
final class UsageSamplesTest {
  private static final String FILE = ".docker_stats.tsv";

  @TempDir Path root;
  private Stack stack;

  @BeforeEach
  void open() {
    stack = new Stack(root, ExecutorOptions.defaults().withSampleInterval(Duration.ofMillis(250)));
  }

  @AfterEach
  void close() throws InterruptedException {
    stack.close();
  }

  @Test
  void aProgramThatBurnsTimeAndMemoryShowsIt() throws Exception {
    Path go = root.resolve("go");
    String jobId =
        stack.run(
            parameters(
                "x=$(head -c 100000000 /dev/zero | tr '\\0' x);"
                    + " until test -e "
                    + go
                    + "; do :; done"));
    await().until(() -> rows(jobId).stream().filter(row -> row.memory > 100_000_000).count() > 3);
    Files.createFile(go);

    Job job = stack.awaitStatus(jobId, JobStatus.SUCCESS);

    byte[] file = stack.download(jobId, FileKind.DIAGNOSTIC, FILE);
    assertThat(new String(file, UTF_8))
        .startsWith("time\tcpu_percent\tmemory_bytes\tprocesses\tread_bytes\twritten_bytes\n");
    assertThat(rows(jobId))
        .anySatisfy(row -> assertThat(row.cpu).isBetween(20.0, 1000.0))
        .allSatisfy(row -> assertThat(row.processes).isBetween(1, 20))
        .anySatisfy(row -> assertThat(row.read).isGreaterThan(100_000_000))
        .allSatisfy(row -> assertThat(row.time).isBefore(Instant.now()));
    assertThat(job.getDiagnosticFilesList())
        .singleElement()
        .satisfies(
            described -> {
              assertThat(described.getDesc().getPath()).isEqualTo(FILE);
              assertThat(described.getSha256()).isEqualTo(Stack.sha256(file));
              assertThat(described.getSizeBytes()).isEqualTo(file.length);
            });
  }

  @Test
  void aShortProgramHasNoSamples() {
    String jobId = stack.run(parameters("echo short"));

    Job job = stack.awaitStatus(jobId, JobStatus.SUCCESS);

    assertThat(job.getDiagnosticFilesList()).isEmpty();
  }

  @Test
  void programsThatRunAtTheSameTimeAreToldApart() throws Exception {
    Path go = root.resolve("go");
    String idle = stack.run(parameters("until test -e " + go + "; do sleep 0.2; done"));
    String busy = stack.run(parameters("until test -e " + go + "; do :; done"));
    await().until(() -> rows(idle).size() > 3 && rows(busy).size() > 3);
    Files.createFile(go);
    stack.awaitStatus(idle, JobStatus.SUCCESS);
    stack.awaitStatus(busy, JobStatus.SUCCESS);

    assertThat(average(idle)).isLessThan(average(busy));
  }

  private double average(String jobId) throws Exception {
    return rows(jobId).stream().mapToDouble(row -> row.cpu).average().orElseThrow();
  }

  private record Row(Instant time, double cpu, long memory, int processes, long read) {
    static Row parse(String line) {
      String[] values = line.split("\t");
      return new Row(
          Instant.parse(values[0]),
          Double.parseDouble(values[1]),
          Long.parseLong(values[2]),
          Integer.parseInt(values[3]),
          Long.parseLong(values[4]));
    }
  }

  private List<Row> rows(String jobId) throws Exception {
    Path file = root.resolve("jobs").resolve(jobId).resolve("docker_stats.tsv");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().skip(1).map(Row::parse).toList()
        : List.of();
  }
}
