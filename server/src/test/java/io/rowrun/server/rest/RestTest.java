package io.rowrun.server.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rowrun.server.HttpJson;
import io.rowrun.server.HttpJson.Answer;
import io.rowrun.server.ServedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drives a running server over HTTP alone. */
@Timeout(60)
class RestTest {
  private static final String JOBS = "/datasphere/v2/jobs";

  @TempDir static Path directory;

  private static ServedProcess server;
  private static HttpJson http;

  @BeforeAll
  static void serve() throws IOException {
    server = ServedProcess.start(directory.resolve("data"));
    http = new HttpJson(server.authority());
  }

  @AfterAll
  static void kill() {
    server.close();
  }

  @Test
  void aProjectIsMadeFoundChangedAndRemoved() {
    JsonNode made =
        http.post(
                "/datasphere/v2/projects",
                "{'communityId':'c','name':'rest','labels':{'team':'a'}}")
            .json();
    assertThat(made.path("done").asBoolean()).isTrue();
    assertThat(made.at("/metadata/@type").asText())
        .isEqualTo("type.googleapis.com/yandex.cloud.datasphere.v2.CreateProjectMetadata");
    String id = made.at("/metadata/projectId").asText();
    String path = "/datasphere/v2/projects/" + id;

    assertThat(http.get(path).json().at("/labels/team").asText()).isEqualTo("a");
    assertThat(
            http.get("/datasphere/v2/projects?communityId=c&pageSize=1000").json().at("/projects"))
        .extracting(project -> project.path("id").asText())
        .contains(id);
    assertThat(
            http.send("PATCH", path, "{'updateMask':'description','description':'new'}").status())
        .isEqualTo(200);
    assertThat(http.get(path).json().path("description").asText()).isEqualTo("new");
    assertThat(http.send("DELETE", path, BodyPublishers.noBody()).status()).isEqualTo(200);
    assertThat(http.get(path).status()).isEqualTo(404);
  }

  @Test
  void aJobIsDescribedRunAndReadThroughJsonAlone() {
    JsonNode created = http.post(JOBS, job("echo out; echo err >&2; exit 3")).json();
    String jobId = created.at("/response/jobId").asText();
    JsonNode started = http.post(JOBS + "/" + jobId + ":execute", "{}").json();
    JsonNode ended = awaitDone(started.path("id").asText());

    assertThat(ended.at("/response/result/returnCode").asText()).isEqualTo("3");
    assertThat(ended.at("/metadata/job/id").asText()).isEqualTo(jobId);
    assertThat(http.get(JOBS + "/" + jobId).json().path("status").asText()).isEqualTo("ERROR");
    assertThat(
            http.get(
                    "/datasphere/v2/projects/rest-jobs/jobs?page_size=1000&filter=status%20IN%20(ERROR)")
                .json()
                .path("jobs"))
        .extracting(job -> job.path("id").asText())
        .contains(jobId);
    assertThat(lines(http.get(JOBS + "/" + jobId + "/logs").response().body().lines()))
        .containsExactlyInAnyOrder("OUT out\n", "ERR err\n");
    assertThat(http.get(JOBS + "/" + jobId + "/logs").header("content-type"))
        .isEqualTo("application/x-ndjson");
  }

  @Test
  void aLogIsHandedOutAsItIsWrittenAndFollowedToTheEnd() throws IOException {
    Path go = directory.resolve("go");
    String jobId =
        create("echo one; while [ ! -e %s ]; do sleep 0.05; done; echo two".formatted(go));
    HttpResponse<Stream<String>> following =
        http.exchange(
            http.request(
                "GET", JOBS + "/" + jobId + "/logs?offset=0&follow=true", BodyPublishers.noBody()),
            BodyHandlers.ofLines());
    assertThat(following.statusCode()).isEqualTo(200); // before the job has even been started
    http.post(JOBS + "/" + jobId + ":execute", "");
    Iterator<String> lines = following.body().iterator();

    JsonNode first = HttpJson.parse(lines.next());
    assertThat(text(first)).isEqualTo("OUT one\n");
    assertThat(first.path("offset").asText()).isEqualTo("4");
    Files.createFile(go);
    assertThat(text(HttpJson.parse(lines.next()))).isEqualTo("OUT two\n");
    assertThat(lines.hasNext()).isFalse();
    assertThat(lines(http.get(JOBS + "/" + jobId + "/logs?offset=4").response().body().lines()))
        .containsExactly("OUT two\n");
  }

  @Test
  void whoeverStopsFollowingASilentLogIsForgotten() throws IOException {
    String jobId = create("echo one; sleep 600");
    http.post(JOBS + "/" + jobId + ":execute", "");
    try (Socket follower = follow(jobId)) {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(follower.getInputStream(), US_ASCII));
      await().until(lines::readLine, line -> line.contains("\"offset\":\"4\""));
      assertThat(openFiles(jobId)).isPositive();
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> openFiles(jobId), files -> files == 0);
    http.post(JOBS + "/" + jobId + ":cancel", "");
  }

  @Test
  void theEndOfAFollowedLogIsNoBrokenConnection() throws IOException {
    String jobId = create("echo one");
    http.post(JOBS + "/" + jobId + ":execute", "");
    try (Socket follower = follow(jobId)) {
      assertThat(new String(follower.getInputStream().readAllBytes(), US_ASCII))
          .contains("Transfer-Encoding: chunked", "\"offset\":\"4\"")
          .endsWith("\r\n0\r\n\r\n");
    }
  }

  private static Socket follow(String jobId) throws IOException {
    Socket follower =
        new Socket("127.0.0.1", Integer.parseInt(server.authority().replaceAll(".*:", "")));
    follower
        .getOutputStream()
        .write(
            ("GET %s/%s/logs?follow=true HTTP/1.1\r\nHost: %s\r\n\r\n"
                    .formatted(JOBS, jobId, server.authority()))
                .getBytes(US_ASCII));
    return follower;
  }

  /** How many files of the job's directory the server has open. */
  private static long openFiles(String jobId) throws IOException {
    long count = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
      for (Path file : open.toList()) {
        try {
          count += Files.readSymbolicLink(file).toString().contains("/jobs/" + jobId) ? 1 : 0;
        } catch (NoSuchFileException e) {
          // closed meanwhile
        }
      }
    }
    return count;
  }

  @Test
  void aJobIsCancelledByItsOperationAndByItsOwnPath() {
    String first = create("sleep 600");
    String operation = http.post(JOBS + "/" + first + ":execute", "{}").json().path("id").asText();
    assertThat(http.get("/operations/" + operation + ":cancel").status()).isEqualTo(200);
    assertThat(awaitDone(operation).at("/error/code").asInt()).isEqualTo(1);

    String second = create("sleep 600");
    operation = http.post(JOBS + "/" + second + ":execute", "{}").json().path("id").asText();
    Answer cancelled = http.post(JOBS + "/" + second + ":cancel", "{'reason':'enough'}");
    assertThat(cancelled.json()).isEmpty();
    assertThat(awaitDone(operation).at("/error/message").asText()).contains("enough");
  }

  @Test
  void theSameIdempotencyKeyIsTheSameOperation() {
    String once = http.post(JOBS, job("true"), "Idempotency-Key", "k-1").json().path("id").asText();
    String again =
        http.post(JOBS, job("true"), "Idempotency-Key", "k-1").json().path("id").asText();
    String other =
        http.post(JOBS, job("true"), "Idempotency-Key", "k-2").json().path("id").asText();
    assertThat(again).isEqualTo(once);
    assertThat(other).isNotEqualTo(once);
  }

  @Test
  void anErrorNamesItsRequestInBodyAndHeader() {
    Answer answer = http.get(JOBS + "/nope");
    assertThat(answer.error()).isEqualTo("404 5 Unknown job nope");
    JsonNode details = answer.json().at("/details/0");
    assertThat(details.path("@type").asText())
        .isEqualTo("type.googleapis.com/google.rpc.RequestInfo");
    assertThat(details.path("requestId").asText())
        .isNotEmpty()
        .isEqualTo(answer.header("x-request-id"))
        .isEqualTo(answer.header("x-server-trace-id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | /nope                                     | 404 5 nothing is served at /nope: see /openapi.json
          GET  | /datasphere/v2/jobs/                      | 404 5 nothing is served at /datasphere/v2/jobs/: see /openapi.json
          GET  | /datasphere/v2/jobs/j:readLogs            | 404 5 nothing is served at /datasphere/v2/jobs/j:readLogs: see /openapi.json
          GET  | /datasphere/v2/jobs/j%3AreadLogs          | 400 3 job_id must not contain ':' or '/': 'j:readLogs'
          GET  | /datasphere/v2/jobs/j%2Fk                 | 400 3 Ambiguous URI path separator
          GET  | /datasphere/v2/jobs/j?pageSize=1          | 400 3 query parameter 'pageSize' is not known here
          GET  | /datasphere/v2/projects/p/jobs?pageSize=x | 400 3 pageSize must be a whole number: 'x'
          GET  | /datasphere/v2/projects/p/jobs?pageSize=1&page_size=2 | 400 3 query parameter 'page_size' must stand there once
          GET  | /datasphere/v2/projects/p/jobs?pageSize=9999 | 400 3 page_size must be 0 to 1000: 9999
          GET  | /datasphere/v2/jobs/j/logs?follow=yes     | 400 3 follow must be true or false: 'yes'
          GET  | /datasphere/v2/jobs/j/logs?offset=1e3     | 400 3 offset must be a whole number: '1e3'
          GET  | /datasphere/v2/jobs/j/logs                | 404 5 Unknown job j
          PUT  | /operations/o                             | 405 12 PUT /operations/o is not served: use GET, HEAD
          POST | /openapi.json                             | 405 12 POST /openapi.json is not served: use GET, HEAD
          DELETE | /operations/o:cancel                    | 405 12 DELETE /operations/o:cancel is not served: use GET, HEAD, POST
          """)
  void whatIsNotServedSaysWhy(String verb, String path, String error) {
    assertThat(http.send(verb, path, BodyPublishers.noBody()).error()).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'nope':1}                | Cannot find field: nope in message yandex.cloud.datasphere.v2.jobs.CreateProjectJobRequest
          {'jobParameters':{'x':1}} | Cannot find field: x in message yandex.cloud.datasphere.v2.jobs.JobParameters
          {'projectId':             | Unexpected end-of-input within/between Object entries (line 1, column 14)
          {'projectId':'p'} {}      | Trailing token (of type START_OBJECT)
          {'name':'a','name':'b'}   | Duplicate field 'name' (line 1, column 19)
          []                        | Expect message object but got: []
          """)
  void aBodyThatIsNotTheMessageIsRefused(String body, String why) {
    assertThat(http.post(JOBS, body).error())
        .startsWith("400 3 the body is not understood: " + why);
  }

  @Test
  void aPathAndABodyThatDisagreeAreRefused() {
    assertThat(http.post(JOBS + "/a:cancel", "{'jobId':'b'}").error())
        .isEqualTo("400 3 job_id is 'a' in the path and 'b' in the body");
  }

  @Test
  void aBodyOfAnotherTypeOrTooLargeIsRefused() {
    assertThat(
            http.send("POST", JOBS, BodyPublishers.ofString("{}"), "Content-Type", "text/plain")
                .error())
        .isEqualTo("415 3 Content-Type must be application/json: 'text/plain'");
    assertThat(http.send("POST", JOBS, BodyPublishers.ofString("{}")).error())
        .isEqualTo("415 3 Content-Type is required: application/json");
    byte[] large = new byte[8 * 1024 * 1024 + 1];
    assertThat(
            http.send(
                    "POST",
                    JOBS,
                    BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)), // chunked
                    "Content-Type",
                    "application/json")
                .error())
        .isEqualTo("413 3 the body must have 8388608 bytes (8 MiB) at most");
  }

  @Test
  void whoeverAsksForHttp2GetsIt() {
    assertThat(http.get("/rowrun/v1/server").response().version()).isEqualTo(Version.HTTP_2);
  }

  @Test
  void headSaysWhatGetSaysWithoutItsBody() {
    Answer head = http.send("HEAD", "/rowrun/v1/server", BodyPublishers.noBody());
    Answer get = http.get("/rowrun/v1/server");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.response().body()).isEmpty();
    assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
    assertThat(http.send("HEAD", JOBS + "/nope", BodyPublishers.noBody()).status()).isEqualTo(404);
  }

  private static String job(String cmd) {
    return "{'projectId':'rest-jobs','jobParameters':{'cmd':'%s','cloudInstanceTypes':[{'name':'c1.4'}]}}"
        .formatted(cmd);
  }

  private static String create(String cmd) {
    return http.post(JOBS, job(cmd)).json().at("/response/jobId").asText();
  }

  private static JsonNode awaitDone(String operationId) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> http.get("/operations/" + operationId).json(),
            operation -> operation.path("done").asBoolean());
  }

  private static List<String> lines(Stream<String> ndjson) {
    return ndjson.map(HttpJson::parse).map(RestTest::text).toList();
  }

  private static String text(JsonNode line) {
    return line.path("standardStream").asText()
        + " "
        + new String(Base64.getDecoder().decode(line.path("content").asText()));
  }
}
