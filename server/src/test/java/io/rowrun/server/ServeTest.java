package io.rowrun.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Serves from a process of its own, as users do. */
@Timeout(60)
class ServeTest {
  @TempDir Path directory;

  private ServedProcess server;

  @BeforeEach
  void serve() throws IOException {
    server = ServedProcess.start(directory);
  }

  @AfterEach
  void kill() {
    server.close();
  }

  @Test
  void connectionsByAddressAndByDirectoryReachTheServer() throws SQLException, IOException {
    try (Connection byAddress =
            DriverManager.getConnection("jdbc:rowrun:grpc://" + server.authority());
        Connection byDirectory = DriverManager.getConnection("jdbc:rowrun:file:" + directory)) {
      assertThat(byAddress.isValid(5)).isTrue();
      assertThat(byDirectory.isValid(5)).isTrue();
      assertThat(Files.readString(directory.resolve("owner.json")))
          .contains("\"pid\":" + server.pid() + "}");
    }
  }

  @Test
  void jobsOutliveTheServerThatIsKilledAndTheirLogsAreWhole() throws Exception {
    String url = "jdbc:rowrun:file:" + directory;
    try (Connection attached = DriverManager.getConnection(url);
        Statement statement = attached.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO executions (name, cmd) VALUES"
              + " ('lives', 'echo before; while [ ! -e \"$GO\" ]; do sleep 0.05; done; echo after; exit 7')"
                  .replace("$GO", directory + "/go"));
      awaitStatus(statement, "EXECUTING");

      server.kill();
      Files.createFile(directory.resolve("go"));

      awaitStatus(statement, "ERROR");
      List<String> lines = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT j.return_code, l.content FROM jobs j JOIN logs l ON l.job_id = j.id"
                  + " ORDER BY l.line_no")) {
        while (rows.next()) {
          lines.add(rows.getInt(1) + " " + rows.getString(2));
        }
      }
      assertThat(lines).containsExactly("7 before", "7 after");
    }
  }

  private static void awaitStatus(Statement statement, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              try (ResultSet row = statement.executeQuery("SELECT status FROM jobs")) {
                return row.next() && row.getString(1).equals(status);
              }
            });
  }

  @Test
  void aSecondServerOnTheDirectoryIsRefused() {
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "serve",
            "--data",
            directory.toString(),
            "--api",
            "127.0.0.1:0");
    assertThat(code).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo("rowrun: data directory " + directory + " is in use by another process");
  }

  @Test
  void sigtermEndsItWhileALogIsFollowedAndTheJobGoesOn() throws Exception {
    HttpJson http = new HttpJson(server.authority());
    String job =
        http.post(
                "/datasphere/v2/jobs",
                "{'projectId':'p','jobParameters':{'cmd':'echo a; sleep 600','cloudInstanceTypes':[{'name':'c1.4'}]}}")
            .json()
            .at("/response/jobId")
            .asText();
    http.post("/datasphere/v2/jobs/" + job + ":execute", "{}");
    Iterator<String> log =
        http.exchange(
                http.request(
                    "GET",
                    "/datasphere/v2/jobs/" + job + "/logs?follow=true",
                    BodyPublishers.noBody()),
                BodyHandlers.ofLines())
            .body()
            .iterator();
    assertThat(log.next()).contains("\"offset\":\"2\"");

    assertThat(server.terminate()).isZero();

    try (ServedProcess next = ServedProcess.start(directory)) {
      HttpJson again = new HttpJson(next.authority());
      assertThat(again.get("/datasphere/v2/jobs/" + job).json().path("status").asText())
          .isEqualTo("EXECUTING");
      again.post("/datasphere/v2/jobs/" + job + ":cancel", "{}");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  again
                      .get("/datasphere/v2/jobs/" + job)
                      .json()
                      .path("status")
                      .asText()
                      .equals("CANCELLED"));
    }
  }

  @Test
  void sigtermEndsItInOrderThoughAFileIsOnItsWay() throws Exception {
    URI url =
        URI.create(
            new HttpJson(server.authority())
                .post(
                    "/datasphere/v2/jobs",
                    "{'projectId':'p','jobParameters':{'cmd':'true','cloudInstanceTypes':"
                        + "[{'name':'c1.4'}],'inputFiles':[{'desc':{'path':'in'},'sizeBytes':'5',"
                        + "'sha256':'"
                        + "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'}]}}")
                .json()
                .at("/response/uploadFiles/0/url")
                .asText());
    try (Socket sender = new Socket(url.getHost(), url.getPort())) {
      sender
          .getOutputStream()
          .write(
              ("PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 5\r\n\r\nhel"
                      .formatted(url.getPath(), server.authority()))
                  .getBytes(US_ASCII));
      await().until(() -> drafts() == 1);

      assertThat(server.terminate()).isZero();
    }
    assertThat(drafts()).isZero();
    assertThat(directory.resolve("owner.json")).doesNotExist();
  }

  private long drafts() throws IOException {
    try (Stream<Path> drafts = Files.list(directory.resolve("tmp"))) {
      return drafts.count();
    }
  }

  @Test
  void sigtermEndsItInOrder() throws InterruptedException {
    assertThat(server.terminate()).isZero();
    assertThat(directory.resolve("owner.json")).doesNotExist();
  }
}
