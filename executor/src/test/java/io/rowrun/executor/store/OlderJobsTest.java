package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.project;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs of the version before had no rows for. */
final class OlderJobsTest {
  @TempDir Path directory;

  @Test
  void theContentsOfOlderJobsAreInUse() {
    InputFile input = new InputFile("in", null, "aa", 7, Compression.NONE);
    Job job =
        Job.builder(
                Ids.job(NOON),
                StoreScenario.PROJECT,
                NOON,
                USER,
                JobParameters.builder("true").inputFiles(List.of(input)).build())
            .build();
    try (Database database = Database.sqlite(directory.resolve("rowrun.db"))) {
      database.projects().ensure(project(StoreScenario.PROJECT));
      database.jobs().create(job, creation(job));
      database.files().kept(StoreScenario.PROJECT, job.id(), "aa", 7, NOON);
      database
          .transactions()
          .write(
              session ->
                  session.update("UPDATE jobs SET contents_noted = FALSE")
                      + session.update("DELETE FROM job_contents"));
      assertThat(database.files().unused(10)).hasSize(1);
    }

    try (Database database = Database.sqlite(directory.resolve("rowrun.db"))) {
      assertThat(database.files().unused(10)).isEmpty();
      assertThat(database.files().forgetIfUnused(StoreScenario.PROJECT, "aa")).isFalse();
    }
  }
}
