package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.project;
import static io.rowrun.executor.store.StoreFixtures.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle of its work loses nothing that it was told is kept. */
final class SqliteKillTest {
  private static final int CYCLES = 12;
  private static final int ID_LENGTH = 20;

  @TempDir Path directory;

  @Test
  void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
    Path file = directory.resolve("rowrun.db");
    List<String> acknowledged = new ArrayList<>();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      acknowledged.addAll(runAndKill(file, 1 + cycle * 37));
      try (Database database = Database.sqlite(file)) {
        assertThat(acknowledged).allSatisfy(id -> assertThatWholeIn(database, id));
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(CYCLES);
  }

  /** Kills the child after so many jobs, and returns all whose ids it printed. */
  private static List<String> runAndKill(Path file, int jobs) throws IOException {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Creator.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> ids = new ArrayList<>();
    try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.length() == ID_LENGTH) {
          ids.add(line); // a shorter one was cut by the kill
        }
        if (ids.size() == jobs) {
          child.toHandle().destroyForcibly(); // Process itself would close what it printed
        }
      }
    }
    assertThat(ids).hasSizeGreaterThanOrEqualTo(jobs);
    return ids;
  }

  private static void assertThatWholeIn(Database database, String jobId) {
    assertThat(database.jobs().get(jobId).status()).isEqualTo(JobStatus.PREPARING);
    assertThat(database.jobs().events(jobId)).hasSize(2);
    Execution execution = database.executions().ofJob(jobId).orElseThrow();
    assertThat(database.operations().get(execution.id()).jobId()).isEqualTo(jobId);
  }

  /** Makes and enqueues jobs for ever, and prints the id of each when the store has it. */
  static final class Creator {
    private Creator() {}

    public static void main(String[] args) {
      try (Database database = Database.sqlite(Path.of(args[0]))) {
        database.projects().ensure(project("p"));
        while (!Thread.interrupted()) {
          Instant now = Instant.now();
          Job job = job("p", "true", now);
          Execution execution = Execution.queued(Ids.operation(now), job, now, "ann", 1);
          database.jobs().create(job, creation(job));
          database.executions().enqueue(job.id(), execution, run(execution));
          System.out.println(job.id());
        }
      }
    }
  }
}
