package io.rowrun.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.server.HttpJson;
import io.rowrun.server.ServedProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sends what a browser would send for pages of other sites. */
@Timeout(60)
class BrowserGuardTest {
  private static final String RUN = "POST /datasphere/v2/jobs/j:execute";
  private static final String READ = "GET /rowrun/v1/server";

  @TempDir static Path directory;

  private static ServedProcess server;

  @BeforeAll
  static void serve() throws IOException {
    server = ServedProcess.start(directory, "--public-url", "https://jobs.example.org/");
  }

  @AfterAll
  static void kill() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          127.0.0.1        | 200
          localhost        | 200
          [::1]            | 200
          jobs.example.org | 200
          evil.example.org | 403
          127.0.0.1.evil.example.org | 403
          192.168.1.7      | 403
          0.0.0.0          | 403
          """)
  void theServerAnswersToItsOwnNamesOnly(String host, int status) throws IOException {
    assertThat(status(READ, host, "")).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Origin: http://evil.example.org     | 403
          Origin: null                        | 403
          Origin: http://localhost:1          | 403
          Origin: https://jobs.example.org    | 404
          Sec-Fetch-Site: cross-site          | 403
          Sec-Fetch-Site: same-origin         | 404
          X-Nothing: of a browser             | 404
          """)
  void aPageOfAnotherSiteRunsNothing(String header, int status) throws IOException {
    assertThat(status(RUN, "localhost", header + "\r\nContent-Type: application/json\r\n"))
        .isEqualTo(status);
  }

  /** A form needs no script and, in old browsers, says no origin. */
  @ParameterizedTest
  @CsvSource({"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void aFormRunsNothing(String type) throws IOException {
    assertThat(status(RUN, "localhost", "Content-Type: " + type + "\r\n")).isEqualTo(415);
  }

  /** An image needs not even a form. */
  @ParameterizedTest
  @CsvSource({"GET /operations/o:cancel"})
  void anImageCancelsNothing(String request) throws IOException {
    assertThat(status(request, "localhost", "Sec-Fetch-Site: cross-site\r\n")).isEqualTo(403);
  }

  @Test
  void urlsOfFilesBeginWithThePublicUrl() {
    String job =
        """
        {'projectId':'p','jobParameters':{'cmd':'true','cloudInstanceTypes':[{'name':'c1.4'}],
         'inputFiles':[{'desc':{'path':'f'},'sha256':'%s','sizeBytes':'1'}]}}
        """
            .formatted("ab".repeat(32));
    assertThat(
            new HttpJson(server.authority())
                .post("/datasphere/v2/jobs", job)
                .json()
                .at("/response/uploadFiles/0/url")
                .asText())
        .startsWith("https://jobs.example.org/files/");
  }

  private static int status(String request, String host, String headers) throws IOException {
    URI address = URI.create("http://" + server.authority());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String text =
          request
              + " HTTP/1.1\r\nHost: "
              + host
              + ":"
              + address.getPort()
              + "\r\nConnection: close\r\nContent-Length: 0\r\n"
              + headers
              + "\r\n";
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }
}
