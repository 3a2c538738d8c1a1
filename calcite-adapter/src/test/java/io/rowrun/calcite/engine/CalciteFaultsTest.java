package io.rowrun.calcite.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.calcite.provider.RowrunSqlException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Statements that Calcite by itself answers wrongly, not at all, or never. */
@Timeout(60)
class CalciteFaultsTest {
  @TempDir static Path root;
  private static Database db;

  @BeforeAll
  static void oneExecutionAndOneJob() {
    db = Database.open(root);
    db.update("INSERT INTO executions (name, cmd) VALUES ('ran', 'true')");
    db.update("INSERT INTO jobs (name, cmd) VALUES ('waits', 'true')");
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void anAggregateOfNoRowsIsARow() {
    assertThat(
            db.rows(
                "SELECT j.name FROM jobs j, (SELECT COUNT(*) FROM executions WHERE engine = 'nix') x"))
        .containsExactlyInAnyOrder("ran", "waits");
  }

  @Test
  void anEmptySubQueryLeavesTheAlternativeTrue() {
    assertThat(
            db.rows(
                "SELECT name FROM jobs WHERE id IN (SELECT job_id FROM executions WHERE engine = 'nix') OR name = 'waits'"))
        .containsExactly("waits");
    assertThat(
            db.rows(
                "SELECT name FROM jobs WHERE id IN (SELECT job_id FROM executions WHERE 1 = 0) OR name = 'waits'"))
        .containsExactly("waits");
  }

  @Test
  void keysOfASubQueryAreStillLookedUp() {
    assertThat(db.rows("SELECT name FROM jobs WHERE id IN (SELECT job_id FROM executions)"))
        .containsExactly("ran");
    assertThat(db.calls()).containsExactly("ExecutionService.List", "ProjectJobService.Get");
  }

  @Test
  void planningEndsWhateverMayBeInferred() {
    assertThat(
            db.rows(
                """
                SELECT a.name, b.name FROM jobs a FULL JOIN jobs b
                ON a.id = b.id AND a.return_code BETWEEN 2 AND 62 WHERE b.id = ?
                """,
                db.value("SELECT id FROM jobs WHERE name = 'ran'")))
        .containsExactly("null | ran");
    assertThat(
            db.rows(
                """
                SELECT a.name, b.name FROM jobs a FULL JOIN jobs b
                ON a.id = b.id AND a.return_code BETWEEN 2 AND 62 WHERE b.id = 'nix'
                """))
        .isEmpty();
  }

  @Test
  void aParameterMayStandInsideWhatIsCompared() {
    assertThat(db.rows("SELECT name FROM jobs WHERE NULLIF(name, ?) LIKE ?", "ran", "%"))
        .containsExactly("waits");
    assertThat(
            db.rows(
                "SELECT name FROM jobs WHERE CASE WHEN name = ? THEN 'x' ELSE ? END = ?",
                "ran",
                "y",
                "x"))
        .containsExactly("ran");
    assertThat(
            db.rows(
                "SELECT name FROM jobs ORDER BY CASE WHEN name BETWEEN ? AND ? THEN 1 ELSE 0 END",
                "a",
                "s"))
        .containsExactly("waits", "ran");
    assertThat(
            db.rows(
                "SELECT name FROM jobs WHERE 'x' || CASE WHEN name LIKE ? THEN 'a' ELSE '' END > ?",
                "r%",
                "x"))
        .containsExactly("ran");
  }

  @Test
  void jsonValuesAreReadAsTheTypeThatIsAskedFor() {
    assertThat(json("{\"a\":12}", "BIGINT")).isEqualTo("12");
    assertThat(json("{\"a\":\"12\"}", "INTEGER")).isEqualTo("12");
    assertThat(json("{\"a\":\"x\"}", "INTEGER")).isEqualTo("null");
    assertThat(json("{\"a\":\"x\"}", "INTEGER DEFAULT 5 ON ERROR")).isEqualTo("5");
    assertThat(json("{\"a\":true}", "BOOLEAN")).isEqualTo("true");
    assertThat(json("{\"a\":12}", "DOUBLE")).isEqualTo("12.0");
    assertThatThrownBy(() -> json("{\"a\":\"x\"}", "INTEGER ERROR ON ERROR"))
        .hasMessageContaining("\"x\"");
  }

  private static String json(String document, String returning) {
    return db.value("SELECT JSON_VALUE('" + document + "', '$.a' RETURNING " + returning + ")");
  }

  @Test
  void inputFilesOutsideAreRefusedBeforeTheyAreRead() {
    for (String path : new String[] {"../nix", "a/../../nix", root + "/nix"}) {
      assertThatThrownBy(
              () ->
                  db.update(
                      "INSERT INTO jobs (cmd, input_files) VALUES ('true', '[\"" + path + "\"]')"))
          .isInstanceOf(RowrunSqlException.class)
          .hasMessageStartingWith("input file " + path)
          .hasMessageEndingWith("or give it a variable");
    }
    assertThat(db.calls()).isEmpty();
  }
}
