package io.rowrun.calcite.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.calcite.provider.AwaitMode;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.SqlSession;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** INSERT, UPDATE and DELETE. */
class WriteTest {
  @TempDir Path root;
  private Database db;

  @BeforeEach
  void open() {
    db = Database.open(root);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void oneStatementRunsACommandAndReturnsItsEnd() {
    assertThat(
            db.rows(
                "INSERT INTO executions (cmd) VALUES ('exit 3') RETURNING status, done, return_code, id = operation_id, error"))
        .containsExactly("ERROR | true | 3 | true | null");
  }

  @Test
  void valuesArriveAsTheyAreTyped() {
    db.update(
        "INSERT INTO jobs (name, description, cmd) VALUES ('a', 'x', 'true'), ('longer', '  ', 'echo ''it''')");
    db.update("INSERT INTO jobs (name, cmd) VALUES (?, ?)", "a name", "echo ?");
    assertThat(db.rows("SELECT name, description, cmd FROM jobs ORDER BY name"))
        .containsExactly("a | x | true", "a name | null | echo ?", "longer |    | echo 'it'");
  }

  @Test
  void everyColumnOfAJobCanBeGiven() {
    db.update(
        """
        INSERT INTO executions (name, cmd, env_vars, arguments, output_files, instance_types, data_ttl_seconds)
        VALUES ('j', 'echo ${RATE}', JSON_OBJECT('A-B' VALUE 'c'), '{"RATE": 0.5}', '["o.txt", {"path": "r.csv", "var": "R"}]',
          '["c1.8", "c1.4"]', 3600)""");
    assertThat(
            db.rows(
                "SELECT env_vars, arguments, output_files, instance_type, instance_types, data_ttl_seconds FROM jobs"))
        .containsExactly(
            "{\"A-B\":\"c\"} | {\"RATE\":\"0.5\"} | [\"o.txt\",{\"path\":\"r.csv\",\"var\":\"R\"}] | c1.8 | [\"c1.8\",\"c1.4\"] | 3600");
    assertThat(db.value("SELECT JSON_VALUE(parameters, '$.cmd') FROM jobs"))
        .isEqualTo("echo ${RATE}");
  }

  @Test
  void filesGoInAndComeOut() throws IOException {
    Files.writeString(root.resolve("in.txt"), "3\n4\n");
    Files.write(root.resolve("empty"), new byte[0]);
    db.update(
        """
        INSERT INTO executions (cmd, input_files, output_files)
        VALUES ('cat ${IN} empty > ${OUT}', '[{"path": "in.txt", "var": "IN"}, "empty"]', '[{"path": "out.txt", "var": "OUT"}, "never"]')""");
    assertThat(db.rows("SELECT status, error_message FROM jobs")).containsExactly("SUCCESS | null");
    assertThat(
            db.rows(
                "SELECT kind, path, var, size_bytes, present FROM job_files WHERE kind IN ('INPUT', 'OUTPUT') ORDER BY kind, path"))
        .containsExactly(
            "INPUT | empty | null | 0 | true",
            "INPUT | in.txt | IN | 4 | true",
            "OUTPUT | never | null | null | false",
            "OUTPUT | out.txt | OUT | 4 | true");
    assertThat(db.calls()).containsExactly("ProjectJobService.List");
    ByteString content =
        (ByteString) db.values("SELECT content FROM job_files WHERE path = 'out.txt'").get(0)[0];
    assertThat(new String(content.getBytes(), StandardCharsets.UTF_8)).isEqualTo("3\n4\n");
    assertThat(db.rows("SELECT error IS NOT NULL, content FROM job_files WHERE path = 'never'"))
        .containsExactly("true | null");
  }

  @Test
  void aDirectoryIsPackedAndStandsInTheJobAsItIsHere() throws IOException {
    Files.createDirectories(root.resolve("model/parts"));
    Files.writeString(root.resolve("model/a.txt"), "a");
    Files.writeString(root.resolve("model/parts/b.txt"), "b");
    db.update(
        """
        INSERT INTO executions (cmd, input_files, output_files)
        VALUES ('cat model/a.txt ${M}/parts/b.txt > out.txt', '[{"path": "model", "var": "M"}]', '["out.txt"]')""");
    assertThat(
            db.rows(
                "SELECT kind, path, compression, present FROM job_files WHERE kind IN ('INPUT', 'OUTPUT') ORDER BY path"))
        .containsExactly("INPUT | model | ZIP | true", "OUTPUT | out.txt | NONE | true");
    assertThat(text("SELECT content FROM job_files WHERE path = 'out.txt'")).isEqualTo("ab");
  }

  private String text(String sql) {
    return new String(((ByteString) db.values(sql).get(0)[0]).getBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theModulesThatAScriptImportsGoWithIt() throws IOException {
    Files.createDirectories(root.resolve("people"));
    Files.writeString(root.resolve("people/__init__.py"), "NAME = 'Ada'\n");
    Files.writeString(root.resolve("main.py"), "import people\nprint(people.NAME)\n");
    db.update(
        "INSERT INTO executions (config) VALUES (?)",
        "cmd: python3 main.py\nenv: {python: auto}\n");
    assertThat(
            db.rows(
                "SELECT kind, compression, present FROM job_files WHERE kind IN ('INPUT', 'LOCAL_MODULE') ORDER BY kind"))
        .containsExactly("INPUT | NONE | true", "LOCAL_MODULE | ZIP | true");
    assertThat(text("SELECT content FROM job_files WHERE path = 'stdout.txt'")).isEqualTo("Ada\n");
    assertThat(
            db.value(
                "SELECT octet_length(content) = size_bytes FROM job_files WHERE kind = 'LOCAL_MODULE'"))
        .isEqualTo("true");
  }

  @Test
  void everyFieldOfTheParametersArrives() {
    String parameters =
        """
        {"cmd":"true ${A}","outputFiles":[{"path":"o"}],"s3MountIds":["bt1aaaaaaaaaaaaaaaaa"],\
        "datasetIds":["bt1bbbbbbbbbbbbbbbbb"],"attachProjectDisk":true,\
        "env":{"vars":{"V":"w"},"dockerImageSpec":{"imageUrl":"localhost:1/i:1","username":"u","passwordPlainText":"hush"},\
        "pythonEnv":{"pythonVersion":"3.11","requirements":["six"],"pipOptions":{"indexUrl":"http://localhost:1/","noDeps":true}}},\
        "cloudInstanceTypes":[{"name":"c1.4"}],"extendedWorkingStorage":{"type":"SSD","sizeGb":"100"},\
        "arguments":[{"name":"A","value":"b"}],"outputDatasets":[{"name":"d","var":"D","sizeGb":"1","labels":{"k":"v"}}],\
        "gracefulShutdownParameters":{"timeout":"5s","signal":"2"},"sparkParameters":{"connectorId":"c"}}""";
    CreateProjectJobRequest request = sent("INSERT INTO jobs (parameters) VALUES (?)", parameters);
    JobParameters sent = request.getJobParameters();
    assertThat(sent.getAllFields()).hasSize(12); // all but input_files
    assertThat(sent.getEnv().getDockerImageSpec().getPasswordPlainText()).isEqualTo("hush");
    assertThat(sent.getEnv().getPythonEnv().getPipOptions().getNoDeps()).isTrue();
    assertThat(sent.getOutputDatasets(0).getLabelsMap()).containsEntry("k", "v");
    assertThat(sent.getGracefulShutdownParameters().getSignal()).isEqualTo(2);

    JobParameters image =
        sent(
                "INSERT INTO jobs (parameters, docker_image) VALUES (?, 'localhost:1/other')",
                parameters)
            .getJobParameters();
    assertThat(image.getEnv().getDockerImageSpec().getImageUrl()).isEqualTo("localhost:1/other");
    assertThat(image.getEnv().getDockerImageSpec().getUsername()).isEqualTo("u");
  }

  /** What Create is called with, whether or not this server can do it. */
  private CreateProjectJobRequest sent(String sql, String parameter) {
    try {
      db.update(sql, parameter);
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isNotEqualTo(Status.Code.CANCELLED);
    }
    return db.lastRequest(CreateProjectJobRequest.class);
  }

  @Test
  void aFileThatIsMissingIsAnErrorBeforeAnyCall() {
    assertThatThrownBy(
            () ->
                db.update(
                    "INSERT INTO jobs (cmd, input_files) VALUES ('true', NULL), ('true', '[\"nix.txt\"]')"))
        .isInstanceOf(RowrunSqlException.class)
        .hasMessageStartingWith("row 2: input file nix.txt is missing");
    assertThat(db.calls()).isEmpty();
  }

  @Test
  void aConfigIsEnoughAndColumnsWinOverIt() throws IOException {
    Files.writeString(root.resolve("in.txt"), "3");
    db.update(
        "INSERT INTO executions (name, config) VALUES ('mine', ?)",
        """
        name: theirs
        desc: some
        cmd: cat ${IN} && echo $MODE ${RATE} > ${OUT}
        args: {RATE: '0.5'}
        inputs: [ {in.txt: IN} ]
        outputs: [ {result.csv: OUT} ]
        env: { vars: [ {MODE: fast} ] }
        cloud-instance-types: [c1.4]
        graceful-shutdown: {signal: SIGINT, timeout: 20s}
        """);
    assertThat(db.rows("SELECT name, description, status, instance_type FROM jobs"))
        .containsExactly("mine | some | SUCCESS | c1.4");
    assertThat(
            db.value(
                "SELECT JSON_VALUE(parameters, '$.gracefulShutdownParameters.timeout') FROM jobs"))
        .isEqualTo("20s");
    ByteString result =
        (ByteString) db.values("SELECT content FROM job_files WHERE path = 'result.csv'").get(0)[0];
    assertThat(new String(result.getBytes(), StandardCharsets.UTF_8)).isEqualTo("fast 0.5\n");
  }

  @Test
  void anUnknownKeyOfAConfigIsNamed() {
    assertThatThrownBy(() -> db.update("INSERT INTO jobs (config) VALUES ('cmd: x\ncolour: red')"))
        .hasMessageStartingWith("config line 2, colour: is no key that is known here");
    assertThatThrownBy(
            () ->
                db.update(
                    "INSERT INTO jobs (config) VALUES ('cmd: x\ngraceful-shutdown: {timeout: soon}')"))
        .hasMessage(
            "config line 2, graceful-shutdown.timeout: 'soon' is no duration such as 15s, 1m30s or 1d2h3m4s5ms");
    assertThatThrownBy(() -> db.update("INSERT INTO jobs (config) VALUES ('name: x')"))
        .hasMessageContaining("needs a cmd");
    assertThat(db.calls()).isEmpty();
  }

  @Test
  void anInsertThatReadsItsOwnTableEnds() {
    db.update("INSERT INTO jobs (name, cmd) VALUES ('a', 'true'), ('b', 'true')");
    assertThat(db.update("INSERT INTO jobs (name, cmd) SELECT name || '2', cmd FROM jobs"))
        .isEqualTo(2);
    assertThat(db.rows("SELECT name FROM jobs ORDER BY name"))
        .containsExactly("a", "a2", "b", "b2");
  }

  @Test
  void aSweepFansOutAndIsAggregated() {
    db.update(
        "INSERT INTO executions (name, cmd) SELECT 'n' || CAST(n AS VARCHAR), 'echo ' || CAST(n * n AS VARCHAR) FROM (VALUES (1), (2), (3)) AS t(n)");
    assertThat(
            db.rows(
                "SELECT sum(CAST(l.content AS INTEGER)), count(*) FROM jobs j JOIN logs l ON l.job_id = j.id WHERE j.name LIKE 'n%'"))
        .containsExactly("14 | 3");
  }

  @Test
  void aJobIsExecutedByItsId() {
    db.update("INSERT INTO jobs (name, cmd) VALUES ('a', 'echo hi')");
    assertThat(
            db.update(
                "INSERT INTO executions (job_id) SELECT id FROM jobs WHERE status = 'CREATING'"))
        .isEqualTo(1);
    assertThat(db.rows("SELECT status FROM jobs")).containsExactly("SUCCESS");
  }

  @Test
  void aKeyMakesOneJobEver() {
    String insert = "INSERT INTO jobs (cmd, idempotency_key) VALUES ('true', 'k1') RETURNING id";
    assertThat(db.value(insert)).isEqualTo(db.value(insert));
    assertThat(db.value("SELECT count(*) FROM jobs")).isEqualTo("1");
  }

  @Test
  void theIdsMadeAreReported() {
    StatementContext context = new StatementContext(db.session(), List.of());
    db.engine()
        .prepare(db.session(), "INSERT INTO jobs (cmd) VALUES ('true'), ('false')")
        .update(context);
    assertThat(context.generatedKeys())
        .hasSize(2)
        .containsExactlyInAnyOrderElementsOf(db.rows("SELECT id FROM jobs"));
    Plan plan =
        db.engine().prepareReturning(db.session(), "INSERT INTO jobs (cmd) VALUES ('true')", null);
    assertThat(plan.columns()).extracting(c -> c.label).containsExactly("id");
  }

  @Test
  void aFailureNamesItsRowAndWhatWasMadeBeforeIt() {
    String made = db.value("INSERT INTO executions (cmd) VALUES ('true') RETURNING job_id");
    assertThatThrownBy(
            () -> db.update("INSERT INTO executions (job_id) VALUES (?), ('jnone')", made))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND))
        .hasMessageContaining("row 2 of 2 failed (made before it: [o");
  }

  @Test
  void anUpdateCancelsAndNothingElse() {
    db.session(with(AwaitMode.NONE, Duration.ofSeconds(1)));
    db.update("INSERT INTO executions (name, cmd) VALUES ('sleeps', 'sleep 60')");
    assertThat(
            db.update(
                "UPDATE jobs SET status = 'CANCELLED', status_details = ? WHERE name = 'sleeps'",
                "why"))
        .isEqualTo(1);
    assertThat(db.calls()).containsExactly("ProjectJobService.List", "ProjectJobService.Cancel");
    assertThatThrownBy(() -> db.update("UPDATE jobs SET name = 'x' WHERE id = 'y'"))
        .hasMessage("column name of jobs cannot be updated");
    assertThatThrownBy(() -> db.update("UPDATE jobs SET status = 'ERROR' WHERE name = 'sleeps'"))
        .hasMessageContaining("'CANCELLED' only");
    assertThatThrownBy(() -> db.update("UPDATE executions SET done = TRUE WHERE id = 'x'"))
        .hasMessage("UPDATE executions is not supported");
  }

  @Test
  void aDeletedExecutionIsCancelled() {
    db.session(with(AwaitMode.NONE, Duration.ofSeconds(1)));
    String id = db.value("INSERT INTO executions (cmd) VALUES ('sleep 60') RETURNING id");
    assertThat(db.update("DELETE FROM executions WHERE id = ?", id)).isEqualTo(1);
    assertThat(db.update("DELETE FROM executions WHERE id = 'onone'")).isZero();
    assertThat(db.value("SELECT status IN ('CANCELLING', 'CANCELLED') FROM executions"))
        .isEqualTo("true");
  }

  @Test
  void aDeleteCountsWhatItDeletes() {
    db.update("INSERT INTO jobs (name, cmd) VALUES ('a', 'true'), ('b', 'true')");
    assertThat(db.rows("DELETE FROM jobs WHERE name = 'a' RETURNING name, done"))
        .containsExactly("a | true");
    assertThat(db.update("DELETE FROM jobs WHERE name = 'a'")).isZero();
    assertThatThrownBy(() -> db.update("DELETE FROM jobs")).hasMessageContaining("allowUnbounded");
    assertThat(db.rows("SELECT name FROM jobs")).containsExactly("b");
  }

  @Test
  void waitingEndsInTimeAndNamesTheId() {
    db.session(with(AwaitMode.ENDED, Duration.ofMillis(50)));
    assertThatThrownBy(() -> db.update("INSERT INTO executions (cmd) VALUES ('sleep 60')"))
        .isInstanceOfSatisfying(
            RowrunSqlException.class, e -> assertThat(e.sqlState()).isEqualTo("57014"))
        .hasMessageMatching("operation o\\w+ has not ended within .*; it goes on");
    db.update("DELETE FROM executions WHERE NOT done");
  }

  @Test
  void aCancelledStatementWaitsNoLonger() throws InterruptedException {
    StatementContext context = new StatementContext(db.session(), List.of());
    Plan plan =
        db.engine().prepare(db.session(), "INSERT INTO executions (cmd) VALUES ('sleep 60')");
    Thread canceller = new Thread(() -> cancelOnceMade(context), "canceller");
    canceller.start();
    assertThatThrownBy(() -> plan.update(context)).isInstanceOf(StatusRuntimeException.class);
    canceller.join();
    db.update("DELETE FROM executions WHERE NOT done");
  }

  private static void cancelOnceMade(StatementContext context) {
    org.awaitility.Awaitility.await().until(() -> !context.generatedKeys().isEmpty());
    context.cancel();
  }

  @Test
  void whatCannotBeGivenIsRefusedBeforeAnyCall() {
    for (List<String> refused :
        Arrays.asList(
            List.of(
                "INSERT INTO jobs (id, cmd) VALUES ('x', 'y')",
                "column id of jobs cannot be given"),
            List.of("INSERT INTO jobs (name) VALUES ('x')", "INSERT INTO jobs needs cmd or config"),
            List.of("INSERT INTO jobs (cmd, nope) VALUES ('x', 'y')", "column nope does not exist"),
            List.of("INSERT INTO jobs (cmd) VALUES ('x', 'y')", "names 1 columns, but row 1 has 2"),
            List.of("INSERT INTO jobs (cmd) VALUES (NULL)", "needs a cmd"),
            List.of("INSERT INTO jobs VALUES ('x')", "needs a list of columns"),
            List.of("INSERT INTO logs (content) VALUES ('x')", "INSERT INTO logs is not supported"),
            List.of("INSERT INTO nope (x) VALUES ('x')", "table nope does not exist"),
            List.of("INSERT INTO executions (job_id, cmd) VALUES ('x', 'y')", "not both"),
            List.of(
                "INSERT INTO jobs (cmd, env_vars) VALUES ('x', '[1]')",
                "env_vars is no JSON object"))) {
      assertThatThrownBy(() -> db.update(refused.get(0)))
          .isInstanceOf(RowrunSqlException.class)
          .hasMessageContaining(refused.get(1));
      assertThat(db.calls()).isEmpty();
    }
  }

  private SqlSession with(AwaitMode await, Duration timeout) {
    return new SqlSession("default", "datasphere", await, timeout, root, 0, false, 4, 100);
  }
}
