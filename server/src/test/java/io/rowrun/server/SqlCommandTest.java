package io.rowrun.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqlCommandTest {
  private static final String URL = "jdbc:rowrun:mem:cli?await=ended";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aCommandIsRunAndItsLogRead() {
    int code =
        rowrun(
            "sql",
            "-u",
            URL,
            "-e",
            "INSERT INTO executions (name, cmd) VALUES ('a', 'echo hello; exit 3')",
            "-e",
            "SELECT j.status, j.return_code, l.content FROM jobs j JOIN logs l ON l.job_id = j.id");
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .matches(
            "(?s)1 row affected: o[0-9a-z]{19}\n\n.*"
                + "\\| status \\| return_code \\| content \\|\n.*"
                + "\\| ERROR  \\|           3 \\| hello   \\|\n.*\\(1 row\\)\n\n");
  }

  @Test
  void programsGetNothingButRows() {
    int code =
        rowrun(
            "sql",
            "-u",
            URL,
            "--format",
            "json",
            "-e",
            "INSERT INTO jobs (name, cmd) VALUES ('a', 'true'); SELECT name, return_code FROM jobs");
    assertThat(code).isZero();
    assertThat(out.toString()).isEqualTo("[\n{\"name\":\"a\",\"return_code\":null}\n]\n");
  }

  @Test
  void theFirstFailureEndsAScriptAndIsOneLineWithItsPlace(@TempDir Path directory)
      throws IOException {
    Path script =
        Files.writeString(
            directory.resolve("s.sql"),
            """
            -- a script
            SELECT 1 AS one;

            SELECT nothing
            FROM jobs;
            SELECT 2 AS two;
            """);
    assertThat(rowrun("sql", "-u", "jdbc:rowrun:mem:cli", "--format=csv", script.toString()))
        .isEqualTo(1);
    assertThat(out.toString()).isEqualTo("one\r\n1\r\n");
    assertThat(err.toString())
        .isEqualTo(
            script
                + ":4: error 42703: Column 'nothing' not found in any table (line 1, column 8)\n");
  }

  @Test
  void whatIsNotUnderstoodIsSaidInOneLine() {
    assertThat(rowrun("sql", "--format", "xml", "-e", "SELECT 1")).isEqualTo(2);
    assertThat(err.toString()).startsWith("rowrun: Invalid value for option '--format': ");
  }

  @Test
  void aUrlThatLeadsNowhereIsSaid() {
    assertThat(rowrun("sql", "-u", "jdbc:rowrun:nowhere", "-e", "SELECT 1")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("rowrun: error 22023: cannot use 'nowhere': expected jdbc:rowrun:, ");
  }

  @Test
  void aScriptThatIsNotThereIsNamed() {
    assertThat(rowrun("sql", "-f", "nothing.sql")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("rowrun: there is no file nothing.sql\n");
  }

  @Test
  void versionAndHelpAreGiven() {
    assertThat(rowrun("--version")).isZero();
    assertThat(out.toString()).matches("rowrun \\d+\\.\\d+\\.\\d+.*\n");
    assertThat(rowrun()).isZero();
    assertThat(out.toString()).contains("Usage: rowrun sql", "rowrun serve", "rowrun FILE.sql");
  }

  private int rowrun(String... arguments) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }
}
