package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.project;
import static io.rowrun.executor.store.StoreFixtures.success;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.DockerImage;
import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords are given back to nobody but the launch, and stand in no file in clear text. */
final class SecretsAtRestTest {
  private static final String PASSWORD = "open-Sesame.17";

  @TempDir Path directory;

  @Test
  void aPasswordStandsInNoFileAndComesBackForTheLaunch() throws IOException {
    try (Database database = Database.sqlite(directory.resolve("rowrun.db"))) {
      Job job = create(database);
      new StoreScenario(database).runToEnd(job, success());

      assertThat(password(database, job)).isEqualTo(PASSWORD);
      assertThat(filesWithPassword()).isEmpty();
    }
    assertThat(filesWithPassword()).isEmpty();
  }

  @Test
  void theKeyIsItsOwnersAloneAndIsMadeWhenItIsNeeded() throws IOException {
    Path key = directory.resolve("secret.key");
    try (Database database = Database.sqlite(directory.resolve("rowrun.db"))) {
      database.projects().ensure(project(StoreScenario.PROJECT));
      new StoreScenario(database).createJob("true");
      assertThat(key).doesNotExist();

      create(database);

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
      assertThat(key).hasSize(32);
    }
  }

  @Test
  void withoutItsKeyAPasswordIsGoneAndTheJobIsNot() throws IOException {
    Job job;
    try (Database database = Database.sqlite(directory.resolve("rowrun.db"))) {
      job = create(database);
    }
    Files.delete(directory.resolve("secret.key"));

    try (Database database = Database.sqlite(directory.resolve("rowrun.db"))) {
      assertThat(password(database, job)).isNull();
      Job other = create(database);
      assertThat(password(database, other)).isEqualTo(PASSWORD);
      assertThat(password(database, job)).isNull();
    }
  }

  @Test
  void theSameTextIsSealedInADifferentWayEachTime() {
    SecretBox box = new SecretBox(directory.resolve("secret.key"));
    String first = box.seal(PASSWORD);

    assertThat(box.seal(PASSWORD)).isNotEqualTo(first);
    assertThat(new SecretBox(directory.resolve("secret.key")).open(first)).contains(PASSWORD);
    assertThat(box.open(first.substring(0, first.length() - 2) + "AA")).isEmpty();
    assertThat(box.open(PASSWORD)).isEmpty();
  }

  private static Job create(Database database) {
    database.projects().ensure(project(StoreScenario.PROJECT));
    DockerImage image = new DockerImage("localhost/image:1", "bob", PASSWORD, null);
    Job job =
        Job.builder(
                Ids.job(NOON),
                StoreScenario.PROJECT,
                NOON,
                USER,
                JobParameters.builder("true")
                    .environment(new Environment(Map.of(), null, image, null))
                    .build())
            .build();
    database.jobs().create(job, creation(job));
    return job;
  }

  private static String password(Database database, Job job) {
    return database.jobs().get(job.id()).parameters().environment().dockerImage().password();
  }

  private List<Path> filesWithPassword() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).filter(SecretsAtRestTest::hasPassword).toList();
    }
  }

  private static boolean hasPassword(Path file) {
    try {
      return Files.readString(file, ISO_8859_1).contains(PASSWORD);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
