package io.rowrun.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import io.rowrun.server.http.Patience;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiListenerTest {
  private static final String SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir Path directory;
  private EmbeddedExecutor executor;
  private ApiListener listener;

  @BeforeEach
  void serve() throws IOException {
    executor =
        EmbeddedExecutor.open(
            DataDirectory.tryOwn(directory).orElseThrow(), ExecutorOptions.defaults());
    listener =
        ApiListener.start(
            ApiAddress.parse("127.0.0.1:0"), null, executor, new Patience(Duration.ofMillis(200)));
  }

  @AfterEach
  void close() {
    listener.close();
    executor.close();
  }

  @Test
  void aFileThatDoesNotComeAnyFurtherIsGivenUp() throws IOException {
    URI url = uploadUrl();
    try (Socket sender = new Socket(url.getHost(), url.getPort())) {
      sender
          .getOutputStream()
          .write(
              ("PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 5\r\n\r\nhel"
                      .formatted(url.getPath(), listener.authority()))
                  .getBytes(US_ASCII));

      assertThat(new String(sender.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 408 ")
          .contains("the rest of the body did not come");
    }
    try (Stream<Path> drafts = Files.list(directory.resolve("tmp"))) {
      assertThat(drafts).isEmpty();
    }
  }

  @Test
  void whoeverFollowsALogIsNotGivenUp() throws IOException {
    HttpJson http = new HttpJson(listener.authority());
    String jobId =
        http.post("/datasphere/v2/jobs", job("'cmd':'sleep 1; echo end'"))
            .json()
            .at("/response/jobId")
            .asText();
    http.post("/datasphere/v2/jobs/" + jobId + ":execute", "{}");

    String log = http.get("/datasphere/v2/jobs/" + jobId + "/logs?follow=true").response().body();
    assertThat(HttpJson.parse(log).path("content").asText()).isEqualTo("ZW5kCg==");
  }

  private URI uploadUrl() {
    String file = "{'desc':{'path':'in'},'sha256':'" + SHA256 + "','sizeBytes':'5'}";
    return URI.create(
        new HttpJson(listener.authority())
            .post("/datasphere/v2/jobs", job("'cmd':'true','inputFiles':[" + file + "]"))
            .json()
            .at("/response/uploadFiles/0/url")
            .asText());
  }

  private static String job(String parameters) {
    return "{'projectId':'p','jobParameters':{"
        + parameters
        + ",'cloudInstanceTypes':[{'name':'c1.4'}]}}";
  }
}
