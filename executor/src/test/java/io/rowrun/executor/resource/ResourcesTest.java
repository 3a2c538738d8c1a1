package io.rowrun.executor.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcesTest {
  @TempDir Path data;
  private Resources resources;
  private long writes;

  @BeforeEach
  void open() {
    resources = Resources.of(data);
  }

  @Test
  void withoutAFileThereIsNothing() {
    assertThat(resources.mount("p", "m")).isEmpty();
    assertThat(resources.jobSecrets("p")).isEmpty();
    assertThat(resources.trouble()).isEmpty();
  }

  @Test
  void anEmptyFileIsNothingToo() throws IOException {
    for (String text : new String[] {"", "# nothing yet\n", "mounts:\n", "mounts: {}\n"}) {
      write(text);
      assertThat(resources.mount("p", "m")).as(text).isEmpty();
    }
  }

  @Test
  void everyKindIsFoundByItsId() throws IOException {
    write(
        """
        mounts:
          raw: {path: /srv/raw, read-only: true, projects: [p, q]}
          all: {path: /srv/all}
        datasets:
          ref: {path: /srv/ref}
        docker-images:
          py: {image: "localhost:5000/py:3.11", username: u, password-secret: registry}
        secrets:
          registry: {value: "a b"}
        spark-connectors:
          s1: {environment: {SPARK_MASTER_URL: "spark://h:7077", CORES: 4}}
        """);

    assertThat(resources.mount("p", "raw")).contains(new Mount("raw", Path.of("/srv/raw"), true));
    assertThat(resources.mount("q", "raw")).isPresent();
    assertThat(resources.mount("r", "raw")).as("of another project").isEmpty();
    assertThat(resources.mount("r", "all")).contains(new Mount("all", Path.of("/srv/all"), false));
    assertThat(resources.mount("p", "ref")).as("of another kind").isEmpty();
    assertThat(resources.dataset("p", "ref")).contains(new Mount("ref", Path.of("/srv/ref"), true));
    assertThat(resources.dockerImage("p", "py"))
        .contains(new RegistryImage("py", "localhost:5000/py:3.11", "u", "registry"));
    assertThat(resources.secret("p", "registry")).contains("a b");
    assertThat(resources.sparkConnector("p", "s1"))
        .contains(
            new SparkConnector("s1", Map.of("SPARK_MASTER_URL", "spark://h:7077", "CORES", "4")));
  }

  @Test
  void secretsComeFromWhereTheyStand() throws IOException {
    Path file = Files.writeString(data.resolve("secret"), "of a file\n");
    write(
        """
        secrets:
          here: {value: "in it"}
          there: {file: %s}
          home: {env: HOME}
          none: {env: ROWRUN_TEST_NO_SUCH_VARIABLE}
          gone: {file: /nowhere/at/all}
        """
            .formatted(file));

    assertThat(resources.secret("p", "here")).contains("in it");
    assertThat(resources.secret("p", "there")).contains("of a file");
    assertThat(resources.secret("p", "home")).contains(System.getenv("HOME"));
    assertFails(
        "secret 'none' has no value: the server has no environment variable"
            + " ROWRUN_TEST_NO_SUCH_VARIABLE",
        () -> resources.secret("p", "none"));
    assertFails(
        "secret 'gone' has no value: its file /nowhere/at/all cannot be read",
        () -> resources.secret("p", "gone"));
  }

  @Test
  void jobsGetTheSecretsThatAreForThem() throws IOException {
    write(
        """
        secrets:
          MY-SECRET: {value: one, job-env: true}
          OTHER: {value: two, job-env: true, projects: [q]}
          KEPT: {value: three}
        """);

    assertThat(resources.jobSecrets("p")).isEqualTo(Map.of("MY-SECRET", "one"));
    assertThat(resources.jobSecrets("q")).isEqualTo(Map.of("MY-SECRET", "one", "OTHER", "two"));
  }

  @Test
  void aChangedFileIsReadAgain() throws IOException {
    write("mounts: {a: {path: /a}}");
    assertThat(resources.mount("p", "a")).isPresent();

    write("mounts: {b: {path: /b}}");
    assertThat(resources.mount("p", "a")).isEmpty();
    assertThat(resources.mount("p", "b")).isPresent();

    write("mounts: {b: {path: }}");
    assertThat(resources.trouble()).isPresent();

    Files.delete(data.resolve("rowrun.yaml"));
    assertThat(resources.mount("p", "b")).isEmpty();
    assertThat(resources.trouble()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mount: {}                            | 1 | the file has the unknown key 'mount'; did you mean 'mounts'?
          #¶volumes: {}                        | 2 | the file has the unknown key 'volumes'; known are datasets, docker-images, mounts, secrets, spark-connectors
          mounts:¶  a: {pathh: /x}             | 2 | mounts.a has the unknown key 'pathh'; did you mean 'path'?
          mounts:¶  a: {path: x}               | 2 | mounts.a.path must be an absolute path: 'x'
          mounts:¶  a: {}                      | 2 | mounts.a needs the key 'path'
          mounts:¶  a:¶                        | 2 | mounts.a is empty
          mounts:¶  a: {path: [x]}             | 2 | mounts.a.path must be a text
          mounts:¶  a: {path: }                | 2 | mounts.a.path must be a text
          mounts:¶  a: {path: ""}              | 2 | mounts.a.path is empty
          mounts:¶  a:¶    path: /x¶    read-only: yes | 4 | mounts.a.read-only must be true or false
          mounts:¶  a: {path: '', projects: p} | 2 | mounts.a.path is empty
          secrets:¶  a: {value: v, projects: p} | 2 | secrets.a.projects must be a list
          secrets:¶  a: {value: v, projects: [[p]]} | 2 | an item of secrets.a.projects must be a text
          mounts: [a]                          | 1 | mounts must be a mapping of names to values
          - mounts                             | 1 | the file must be a mapping of names to values
          secrets:¶  a: {value: 1}¶  a: {value: 2} | 3 | secrets has the key 'a' twice
          secrets:¶  'a:b': {value: 1}         | 2 | secrets.a:b is no id: 1 to 50 characters
          secrets:¶  'a b': {value: 1}         | 2 | secrets.a b is no id: 1 to 50 characters
          secrets:¶  '': {value: 1}            | 2 | secrets. is no id: 1 to 50 characters
          secrets:¶  '..': {value: 1}          | 2 | secrets... is no id: 1 to 50 characters
          secrets:¶  a: {}                     | 2 | secrets.a needs one of 'value', 'file' and 'env'
          secrets:¶  a: {value: 1, env: B}     | 2 | secrets.a needs one of 'value', 'file' and 'env'
          secrets:¶  ROWRUN_A: {value: 1, job-env: true} | 2 | secrets.ROWRUN_A: 'ROWRUN_A' is no name of a variable of jobs
          docker-images:¶  a: {username: u}    | 2 | docker-images.a needs the key 'image'
          docker-images:¶  a: {image: i, password-secret: s} | 2 | docker-images.a.password-secret needs a username
          docker-images:¶  a: {image: i, username: u, password-secret: s} | 2 | docker-images.a.password-secret names 's', which is no secret
          spark-connectors:¶  a: {environment: {A=B: 1}} | 2 | spark-connectors.a.environment.A=B: 'A=B' is no name of a variable of jobs
          mounts:¶  a: {path: /x               | 3 | no YAML: expected ',' or '}', but got <stream end>
          """)
  void aMistakeIsNamedWithItsLine(String text, int line, String message) throws IOException {
    write(text.replace("¶", "\n") + "\n");

    assertThatThrownBy(() -> resources.mount("p", "a"))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageStartingWith(
            "the resources of this server cannot be read: rowrun.yaml, line "
                + line
                + ": "
                + message);
    assertThat(resources.trouble()).isPresent();
  }

  @Test
  void anIdIsNotTooLong() throws IOException {
    write("secrets:\n  " + "a".repeat(50) + ": {value: 1}\n");
    assertThat(resources.trouble()).isEmpty();

    write("secrets:\n  " + "a".repeat(51) + ": {value: 1}\n");
    assertThat(resources.trouble()).hasValueSatisfying(t -> assertThat(t).contains("is no id"));
  }

  @Test
  void noMessageHoldsASecret() throws IOException {
    write("secrets:\n  a: {value: hunter2, valeu: hunter3}\n");

    assertThat(resources.trouble())
        .contains(
            "the resources of this server cannot be read: rowrun.yaml, line 2: secrets.a has the"
                + " unknown key 'valeu'; did you mean 'value'?");
    assertThat(new Secret("a", new Secret.Source.Value("hunter2"), false).toString())
        .doesNotContain("hunter2");
  }

  /** Two writes within one tick of the clock are told apart too. */
  private void write(String text) throws IOException {
    Path file = Files.writeString(data.resolve("rowrun.yaml"), text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 + 1000 * ++writes));
  }

  private static void assertFails(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessage(message);
  }
}
