package io.rowrun.server.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rowrun.server.HttpJson;
import io.rowrun.server.HttpJson.Answer;
import io.rowrun.server.ServedProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends and fetches files of jobs by the URLs that a running server gives out for them. */
@Timeout(60)
class LinkTest {
  @TempDir static Path directory;

  private static ServedProcess server;
  private static HttpJson http;

  @BeforeAll
  static void serve() throws IOException {
    server = ServedProcess.start(directory);
    http = new HttpJson(server.authority());
  }

  @AfterAll
  static void kill() {
    server.close();
  }

  @Test
  void whatIsPutWithALengthReachesTheJobAndItsOutputIsFetchedWhole() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    JsonNode created = create("in.bin", bytes, "cp in.bin out.bin");
    String url = uploadUrl(created);

    HttpResponse<String> first = put(url, bytes);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("etag")).contains('"' + sha256(bytes) + '"');
    assertThat(put(url, bytes).statusCode()).as("again").isEqualTo(200);

    HttpResponse<byte[]> fetched = fetch(output(run(created), "out.bin"));
    assertThat(fetched.body()).isEqualTo(bytes);
    assertThat(fetched.headers().map())
        .containsEntry("accept-ranges", List.of("bytes"))
        .containsEntry("content-length", List.of("3000000"))
        .containsEntry("content-disposition", List.of("attachment; filename*=UTF-8''out.bin"));
  }

  @Test
  void whatIsPutInChunksIsKept() throws Exception {
    byte[] bytes = "chunk after chunk".getBytes(UTF_8);
    String url = uploadUrl(create("chunks", bytes, "true"));
    HttpResponse<String> answer =
        http.exchange(
            http.request(
                "PUT", url, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(bytes))),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(kept(bytes)).isTrue();
  }

  @Test
  void theLogOfAJobIsFetchedAsFarAsItIsWrittenAndWholeInTheEnd() {
    byte[] input = "logs".getBytes(UTF_8);
    JsonNode created = create("logs", input, "printf half; sleep 600");
    put(uploadUrl(created), input);
    String jobId = created.at("/response/jobId").asText();
    String job = "/datasphere/v2/jobs/" + jobId;
    http.post(job + ":execute", "{}");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> new String(fetchStdout(job), UTF_8), "half"::equals);

    http.post(job + ":cancel", "{}");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> http.get(job).json().path("status").asText(), "CANCELLED"::equals);

    assertThat(fetch(output(jobId, "stdout.txt")).body()).asString(UTF_8).isEqualTo("half");
    assertThat(fetch(output(jobId, ".system.log")).body())
        .asString(UTF_8)
        .isEqualTo("Canceled by user; the program was killed\n");
  }

  private static byte[] fetchStdout(String job) {
    String url = http.get(job + ":downloadStdLogs").json().path("stdoutUrl").asText();
    return url.isEmpty() ? new byte[0] : fetch(url).body();
  }

  /** As the vendor's client sends a file without bytes. */
  @Test
  void anEmptyFileMayComeInNoChunksAtAll() throws Exception {
    byte[] none = new byte[0];
    String url = uploadUrl(create("empty", none, "true"));
    assertThat(
            raw(
                "PUT "
                    + path(url)
                    + " HTTP/1.1\r\nHost: "
                    + server.authority()
                    + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(kept(none)).isTrue();
  }

  @Test
  void otherBytesThanAnnouncedAreNotKept() throws Exception {
    byte[] announced = "announced".getBytes(UTF_8);
    String url = uploadUrl(create("other", announced, "true"));
    byte[] others = "0therwise".getBytes(UTF_8);

    HttpResponse<String> answer = put(url, others);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(HttpJson.parse(answer.body()).path("message").asText())
        .contains("'other'", sha256(announced), sha256(others));
    assertThat(kept(announced)).isFalse();
    assertThat(kept(others)).isFalse();
    assertThat(drafts()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "much longer than announced"})
  void anotherLengthThanAnnouncedIsNotKept(String text) throws Exception {
    byte[] announced = "just right: ".concat(text).substring(0, 12).getBytes(UTF_8);
    byte[] others = text.getBytes(UTF_8);
    String url = uploadUrl(create("length", announced, "true"));

    HttpResponse<String> withLength = put(url, others);
    assertThat(withLength.statusCode()).isEqualTo(400);
    assertThat(HttpJson.parse(withLength.body()).path("message").asText()).contains("12 bytes");
    HttpResponse<String> chunked =
        http.exchange(
            http.request(
                "PUT", url, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(others))),
            BodyHandlers.ofString());
    assertThat(chunked.statusCode()).isEqualTo(400);
    assertThat(kept(others)).isFalse();
    assertThat(drafts()).isZero();
  }

  @Test
  void anUploadThatBreaksOffLeavesNothing() throws Exception {
    byte[] bytes = "never arrives as a whole".getBytes(UTF_8);
    String url = uploadUrl(create("broken", bytes, "true"));
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket
          .getOutputStream()
          .write(
              ("PUT "
                      + path(url)
                      + " HTTP/1.1\r\nHost: "
                      + server.authority()
                      + "\r\nContent-Length: "
                      + bytes.length
                      + "\r\n\r\nnever")
                  .getBytes(ISO_8859_1));
      await().atMost(Duration.ofSeconds(20)).until(() -> drafts() == 1);
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> drafts() == 0);
    assertThat(kept(bytes)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          bytes=0-3   | 206 | bytes 0-3/10  | 0123
          bytes=7-    | 206 | bytes 7-9/10  | 789
          bytes=-2    | 206 | bytes 8-9/10  | 89
          bytes=-20   | 206 | bytes 0-9/10  | 0123456789
          bytes=9-99  | 206 | bytes 9-9/10  | 9
          bytes=10-   | 416 | bytes */10    | -
          bytes=5-3   | 200 | -             | 0123456789
          bytes=0-1,3-4 | 200 | -           | 0123456789
          lines=1-2   | 200 | -             | 0123456789
          """)
  void aRangeOfAFileIsHandedOut(String range, int status, String contentRange, String body)
      throws Exception {
    HttpResponse<byte[]> answer = fetch(digits(), "Range", range);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-range").orElse(null)).isEqualTo(contentRange);
    if (body != null) {
      assertThat(new String(answer.body(), UTF_8)).isEqualTo(body);
    }
  }

  @Test
  void aRangeOfAnotherVersionIsTheWholeFile() throws Exception {
    String tag = '"' + sha256("0123456789".getBytes(UTF_8)) + '"';
    assertThat(fetch(digits(), "Range", "bytes=1-2", "If-Range", tag).statusCode()).isEqualTo(206);
    assertThat(fetch(digits(), "Range", "bytes=1-2", "If-Range", "\"old\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void headTellsTheSizeOnly() {
    HttpResponse<String> answer =
        http.exchange(
            http.request("HEAD", digits(), BodyPublishers.noBody()), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-length")).contains("10");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void anAlteredUrlOrOneForAnotherDeedIsForbidden() throws Exception {
    byte[] bytes = "forbidden".getBytes(UTF_8);
    String upload = uploadUrl(create("forbidden", bytes, "true"));
    String download = digits();
    assertThat(put(altered(upload, upload.length() - 1), bytes).statusCode()).isEqualTo(403);
    assertThat(put(altered(upload, upload.indexOf("/files/") + 8), bytes).statusCode())
        .isEqualTo(403);
    assertThat(put(upload.substring(0, upload.lastIndexOf('.')), bytes).statusCode())
        .isEqualTo(403);
    assertThat(put(download, bytes).statusCode()).isEqualTo(403);
    assertThat(
            new Answer(
                    http.exchange(
                        http.request("GET", upload, BodyPublishers.noBody()),
                        BodyHandlers.ofString()))
                .error())
        .isEqualTo("403 7 this URL is for PUT, not GET");
    assertThat(http.send("DELETE", download, BodyPublishers.noBody()).status()).isEqualTo(405);
    assertThat(kept(bytes)).isFalse();
    assertThat(drafts()).isZero();
  }

  @Test
  void theUrlsOfADeletedJobLeadNowhere() throws Exception {
    byte[] bytes = "too late".getBytes(UTF_8);
    JsonNode created = create("late", bytes, "true");
    String jobId = created.at("/response/jobId").asText();
    assertThat(
            http.send("DELETE", "/datasphere/v2/jobs/" + jobId, BodyPublishers.noBody()).status())
        .isEqualTo(200);
    assertThat(put(uploadUrl(created), bytes).statusCode()).isEqualTo(404);
    assertThat(kept(bytes)).isFalse();
  }

  @Test
  void urlsHoldAfterTheServerWasKilledAndStartedAgain() throws Exception {
    byte[] bytes = "kept over a restart".getBytes(UTF_8);
    String url = uploadUrl(create("restart", bytes, "true"));
    server.killAndRestart();
    assertThat(put(url, bytes).statusCode()).isEqualTo(200);
    assertThat(Files.getPosixFilePermissions(directory.resolve("url.key"))).hasSize(2);
  }

  /** The last character of a signature has bits that do not count; it must count as a whole. */
  private static String altered(String url, int at) {
    char other =
        url.charAt(at) == 'A' ? 'B' : (char) (url.charAt(at) == 'z' ? 'y' : url.charAt(at) + 1);
    return url.substring(0, at) + other + url.substring(at + 1);
  }

  private static String digits() {
    byte[] input = "any".getBytes(UTF_8);
    JsonNode created = create("any", input, "printf 0123456789 > out.bin");
    String url = created.at("/response/uploadFiles/0/url").asText();
    if (!url.isEmpty()) { // the first time: later the project has it
      put(url, input);
    }
    return output(run(created), "out.bin");
  }

  private static JsonNode create(String path, byte[] bytes, String cmd) {
    return http.post(
            "/datasphere/v2/jobs",
            """
            {'projectId':'links','jobParameters':{'cmd':'%s','cloudInstanceTypes':[{'name':'c1.4'}],
             'inputFiles':[{'desc':{'path':'%s'},'sha256':'%s','sizeBytes':'%d','compressionType':'NONE'}],
             'outputFiles':[{'path':'out.bin'}]}}
            """
                .formatted(cmd, path, sha256(bytes), bytes.length))
        .json();
  }

  private static String uploadUrl(JsonNode created) {
    String url = created.at("/response/uploadFiles/0/url").asText();
    assertThat(url).startsWith("http://" + server.authority() + "/files/");
    return url;
  }

  /** Runs the job to its end. */
  private static String run(JsonNode created) {
    String jobId = created.at("/response/jobId").asText();
    String job = "/datasphere/v2/jobs/" + jobId;
    String operation = http.post(job + ":execute", "{}").json().path("id").asText();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> http.get("/operations/" + operation).json().path("done").asBoolean());
    return jobId;
  }

  private static String output(String jobId, String path) {
    return http.post(
            "/datasphere/v2/jobs/" + jobId + ":downloadJobFiles",
            "{'files':[{'desc':{'path':'%s'}}]}".formatted(path))
        .json()
        .at("/downloadFiles/0/url")
        .asText();
  }

  private static HttpResponse<String> put(String url, byte[] bytes) {
    return http.exchange(
        http.request("PUT", url, BodyPublishers.ofByteArray(bytes)), BodyHandlers.ofString());
  }

  private static HttpResponse<byte[]> fetch(String url, String... headers) {
    return http.exchange(
        http.request("GET", url, BodyPublishers.noBody(), headers), BodyHandlers.ofByteArray());
  }

  /** Sends bytes as they are and reads until the server closes. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port());
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      out.write(request.getBytes(ISO_8859_1));
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private static int port() {
    return URI.create("http://" + server.authority()).getPort();
  }

  private static String path(String url) {
    return URI.create(url).getRawPath();
  }

  /** Whether the project keeps these bytes. */
  private static boolean kept(byte[] bytes) throws IOException {
    String sha256 = sha256(bytes);
    try (Stream<Path> files = Files.walk(directory.resolve("files"))) {
      return files.anyMatch(file -> file.getFileName().toString().equals(sha256));
    }
  }

  private static long drafts() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("upload-")).count();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
