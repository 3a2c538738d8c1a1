package io.rowrun.calcite.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.calcite.provider.AwaitMode;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.SqlSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs write, as rows. */
class LogsTest {
  @TempDir static Path root;
  private static Database db;

  @BeforeAll
  static void open() {
    db = Database.open(root);
  }

  @AfterAll
  static void close() {
    db.update("DELETE FROM executions WHERE NOT done");
    db.close();
  }

  private static String ran(String cmd) {
    return db.value("INSERT INTO executions (cmd) VALUES (?) RETURNING job_id", cmd);
  }

  @Test
  void aRowIsALine() {
    String job = ran("printf 'one\\n\\ntwo\\r\\nlast'; printf 'e\\n' >&2");
    assertThat(
            db.rows(
                "SELECT content FROM logs WHERE job_id = ? AND source = 'OUT' ORDER BY line_no",
                job))
        .containsExactly("one", "", "two", "last");
    assertThat(db.calls()).contains("ProjectJobService.ReadLogs");
    assertThat(
            db.rows(
                "SELECT content, source, line_no > 0, logged_at IS NOT NULL FROM logs WHERE job_id = ? AND source = 'ERR'",
                job))
        .containsExactly("e | ERR | true | true");
    assertThat(
            db.rows(
                "SELECT DISTINCT job_id, project_id, execution_id IS NOT NULL FROM logs WHERE job_id = ?",
                job))
        .containsExactly(job + " | default | true");
  }

  @Test
  void readingGoesOnWhereAnyLineEnded() {
    String job = ran("for i in 1 2 3 4 5 6 7 8 9; do echo line $i; echo err $i >&2; done");
    List<String> all = db.rows("SELECT log_offset, content FROM logs WHERE job_id = ?", job);
    assertThat(all).hasSize(18);
    for (int i = 0; i < all.size(); i++) {
      long offset = Long.parseLong(all.get(i).split(" ")[0]);
      assertThat(
              db.rows(
                  "SELECT log_offset, content FROM logs WHERE job_id = ? AND log_offset > ?",
                  job,
                  offset))
          .isEqualTo(all.subList(i + 1, all.size()));
      assertThat(db.calls()).containsExactly("ProjectJobService.ReadLogs");
    }
  }

  @Test
  void anyOffsetGivesTheLinesThatEndBehindIt() {
    String job = ran("echo first; echo second; printf third");
    List<String> all = db.rows("SELECT log_offset, content FROM logs WHERE job_id = ?", job);
    for (long offset = -2; offset < 30; offset++) {
      List<String> expected = new ArrayList<>(all);
      long from = offset;
      expected.removeIf(row -> Long.parseLong(row.split(" ")[0]) <= from);
      assertThat(
              db.rows(
                  "SELECT log_offset, content FROM logs WHERE job_id = ? AND log_offset > ?",
                  job,
                  offset))
          .isEqualTo(expected);
    }
  }

  @Test
  void linesAreNumberedFromTheFirstWhateverTheOffset() {
    String job = ran("echo a; echo b; echo c");
    assertThat(
            db.rows("SELECT line_no, content FROM logs WHERE job_id = ? AND log_offset > 2", job))
        .containsExactly("2 | b", "3 | c");
    assertThat(db.rows("SELECT content FROM logs WHERE job_id = ? AND line_no = 3", job))
        .containsExactly("c");
    assertThat(
            db.rows("SELECT content FROM logs WHERE job_id = ? ORDER BY line_no DESC LIMIT 1", job))
        .containsExactly("c");
  }

  @Test
  void aLimitEndsReading() {
    String job = ran("seq 1 100000");
    assertThat(db.rows("SELECT content FROM logs WHERE job_id = ? LIMIT 2", job))
        .containsExactly("1", "2");
    assertThat(db.value("SELECT count(*) FROM logs WHERE job_id = ?", job)).isEqualTo("100000");
  }

  @Test
  void whatIsWrittenNowIsTheEnd() {
    SqlSession waiting = db.session();
    db.session(
        new SqlSession(
            "default", "datasphere", AwaitMode.NONE, Duration.ZERO, root, 0, false, 4, 100));
    try {
      String job = ran("echo begun; printf unfinished; sleep 60");
      Awaitility.await()
          .until(() -> db.rows("SELECT content FROM logs WHERE job_id = ?", job).contains("begun"));
      assertThat(db.rows("SELECT content FROM logs WHERE job_id = ?", job))
          .containsExactly("begun");
    } finally {
      db.session(waiting);
    }
  }

  @Test
  void severalJobsMayBeNamed() {
    String a = ran("echo a");
    String b = ran("echo b");
    assertThat(db.rows("SELECT content FROM logs WHERE job_id IN (?, ?)", a, b))
        .containsExactly("a", "b");
    assertThat(
            db.rows(
                "SELECT content FROM logs WHERE job_id = ? OR (job_id = ? AND content = 'x')",
                a,
                b))
        .containsExactly("a");
    assertThat(
            db.rows(
                "SELECT content FROM logs WHERE job_id IN (SELECT id FROM jobs WHERE id = ?)", a))
        .containsExactly("a");
    assertThat(db.rows("SELECT content FROM logs WHERE job_id = 'jnone'")).isEmpty();
  }

  @Test
  void aJobMustBeNamed() {
    assertThatThrownBy(() -> db.rows("SELECT content FROM logs WHERE content = 'x'"))
        .isInstanceOfSatisfying(
            RowrunSqlException.class, e -> assertThat(e.sqlState()).isEqualTo("42000"))
        .hasMessage("table logs needs job_id: add WHERE job_id = '…', or join on it");
    assertThat(db.calls()).isEmpty();
  }

  @Test
  void whatIsNoUtf8IsReplaced() {
    String job = ran("printf 'a\\377b \\303\\274\\n'");
    assertThat(db.rows("SELECT content FROM logs WHERE job_id = ?", job))
        .containsExactly("a\uFFFDb ü");
  }
}
