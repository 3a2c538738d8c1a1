package io.rowrun.calcite.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.SqlSession;
import java.nio.file.Path;
import java.util.List;
import org.apache.calcite.runtime.CalciteContextException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading jobs and executions: the rows, and the calls that they cost. */
class SelectTest {
  @TempDir static Path root;
  private static Database db;

  /** Ids of the jobs named fails, works and waits. */
  private static String fails;

  private static String works;
  private static String waits;

  @BeforeAll
  static void threeJobs() {
    db = Database.open(root);
    db.update(
        "INSERT INTO executions (name, cmd) VALUES ('fails', 'echo oops >&2; exit 3'), ('works', 'echo a; echo b')");
    db.update("INSERT INTO jobs (name, description, cmd) VALUES ('waits', 'für später →', 'true')");
    fails = db.value("SELECT id FROM jobs WHERE name = 'fails'");
    works = db.value("SELECT id FROM jobs WHERE name = 'works'");
    waits = db.value("SELECT id FROM jobs WHERE name = 'waits'");
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void anIdIsGotAndNeverListed() {
    assertThat(db.rows("SELECT name, status FROM jobs WHERE id = ?", fails))
        .containsExactly("fails | ERROR");
    assertThat(db.calls()).containsExactly("ProjectJobService.Get");
  }

  @Test
  void idsInAListAndInAlternativesAreGotOnceEach() {
    assertThat(db.rows("SELECT name FROM jobs WHERE id IN (?, ?, ?)", fails, works, fails))
        .containsExactlyInAnyOrder("fails", "works");
    assertThat(db.calls()).containsExactly("ProjectJobService.Get", "ProjectJobService.Get");
    assertThat(
            db.rows(
                "SELECT name FROM jobs WHERE id = '"
                    + fails
                    + "' OR id = '"
                    + waits
                    + "' OR id = 'none'"))
        .containsExactlyInAnyOrder("fails", "waits");
    assertThat(db.calls())
        .containsExactly("ProjectJobService.Get", "ProjectJobService.Get", "ProjectJobService.Get");
  }

  @Test
  void otherPredicatesAreAppliedToTheJobThatWasGot() {
    assertThat(db.rows("SELECT id FROM jobs WHERE id = ? AND status = 'SUCCESS'", fails)).isEmpty();
    assertThat(db.calls()).containsExactly("ProjectJobService.Get");
    assertThat(db.rows("SELECT id FROM jobs WHERE id = ? AND name LIKE 'f_ils'", fails)).hasSize(1);
    assertThat(
            db.rows("SELECT id FROM jobs WHERE (id = ? AND name = 'no') OR id = ?", fails, works))
        .containsExactly(works);
    assertThat(db.calls()).containsExactly("ProjectJobService.Get", "ProjectJobService.Get");
    assertThat(db.rows("SELECT name FROM jobs WHERE id = ? AND id = ?", fails, works)).isEmpty();
    assertThat(db.calls()).isEmpty();
  }

  @Test
  void anAlternativeThatBindsNoIdReadsAll() {
    assertThat(db.rows("SELECT name FROM jobs WHERE id = ? OR name = 'waits'", fails))
        .containsExactlyInAnyOrder("fails", "waits");
    assertThat(db.calls()).containsExactly("ProjectJobService.List");
  }

  @Test
  void moreThanTwentyIdsAreStillGot() {
    String many = "'x1'" + ", 'x2'".repeat(30) + ", '" + works + "'";
    assertThat(db.rows("SELECT name FROM jobs WHERE id IN (" + many + ")"))
        .containsExactly("works");
    assertThat(db.calls()).hasSize(3).containsOnly("ProjectJobService.Get");
  }

  @Test
  void anUnknownOrNullIdIsNoRow() {
    assertThat(db.rows("SELECT name FROM jobs WHERE id = 'none'")).isEmpty();
    assertThat(db.rows("SELECT name FROM jobs WHERE id = ?", (Object) null)).isEmpty();
    assertThat(db.calls()).isEmpty();
    assertThat(db.rows("SELECT name FROM jobs WHERE id IN (?, ?)", null, works))
        .containsExactly("works");
    assertThat(db.rows("SELECT name FROM jobs WHERE id NOT IN (?, ?)", null, works)).isEmpty();
  }

  @Test
  void statusIsListedByTheServer() {
    assertThat(db.rows("SELECT name FROM jobs WHERE status IN ('ERROR', 'CREATING') ORDER BY name"))
        .containsExactly("fails", "waits");
    assertThat(db.calls()).containsExactly("ProjectJobService.List");
    assertThat(db.rows("SELECT name FROM jobs WHERE status = 'no such'")).isEmpty();
    assertThat(db.calls()).isEmpty();
  }

  @Test
  void anotherProjectIsReadWhenItIsNamed() {
    assertThat(db.rows("SELECT name FROM jobs WHERE project_id = 'other'")).isEmpty();
    assertThat(db.rows("SELECT name FROM jobs WHERE project_id IN ('other', 'default')"))
        .hasSize(3);
    assertThat(db.calls()).containsExactly("ProjectJobService.List", "ProjectJobService.List");
  }

  @Test
  void aLimitEndsPagingAndAnOrderComesFirst() {
    assertThat(db.rows("SELECT name FROM jobs ORDER BY name DESC LIMIT 2 OFFSET 1"))
        .containsExactly("waits", "fails")
        .isNotEmpty();
    assertThat(db.rows("SELECT name FROM jobs ORDER BY name LIMIT ?", 1)).containsExactly("fails");
    assertThat(db.rows("SELECT name FROM jobs LIMIT 0")).isEmpty();
    assertThat(db.calls()).isEmpty();
  }

  @Test
  void nullsSortLastAsInPostgres() {
    assertThat(db.rows("SELECT name, description FROM jobs ORDER BY description, name"))
        .containsExactly("waits | für später →", "fails | null", "works | null");
    assertThat(db.rows("SELECT name FROM jobs ORDER BY description DESC, name"))
        .containsExactly("fails", "works", "waits");
  }

  @Test
  void nullIsNeitherEqualNorDifferent() {
    assertThat(db.rows("SELECT name FROM jobs WHERE description <> 'x'")).containsExactly("waits");
    assertThat(db.rows("SELECT name FROM jobs WHERE NOT (description = 'x')"))
        .containsExactly("waits");
    assertThat(db.rows("SELECT name FROM jobs WHERE description = 'x' OR name = 'works'"))
        .containsExactly("works");
    assertThat(db.rows("SELECT name FROM jobs WHERE description IS NULL ORDER BY 1"))
        .containsExactly("fails", "works");
    assertThat(db.rows("SELECT name FROM jobs WHERE description = 'für später →'"))
        .containsExactly("waits");
  }

  @Test
  void theReturnCodeIsLookedUpOnlyWhereItIsAskedFor() {
    assertThat(db.rows("SELECT name, return_code, error_message FROM jobs ORDER BY name"))
        .containsExactly(
            "fails | 3 | Program returned code 3", "waits | null | null", "works | 0 | null");
    assertThat(db.calls()).containsExactly("ProjectJobService.List", "ExecutionService.List");
    db.rows("SELECT return_code FROM jobs WHERE id = ?", works);
    assertThat(db.calls()).containsExactly("ProjectJobService.Get");
  }

  @Test
  void waitingCountsUpToNow() {
    assertThat(
            db.rows("SELECT queue_seconds >= 0, run_seconds IS NULL FROM jobs WHERE id = ?", waits))
        .containsExactly("true | true");
    assertThat(
            db.rows("SELECT queue_seconds >= 0 AND run_seconds >= 0 FROM jobs WHERE id = ?", works))
        .containsExactly("true");
  }

  @Test
  void groupsAndHavingAreRight() {
    assertThat(
            db.rows(
                "SELECT status, count(*) AS count FROM jobs GROUP BY status HAVING count(*) > 0 ORDER BY status"))
        .containsExactly("CREATING | 1", "ERROR | 1", "SUCCESS | 1");
    assertThat(db.value("SELECT count(*) FROM jobs WHERE status <> 'ERROR'")).isEqualTo("2");
    assertThat(db.value("SELECT count(description) FROM jobs")).isEqualTo("1");
    assertThat(db.calls()).containsExactly("ProjectJobService.List");
  }

  @Test
  void sumsDoNotOverflowAndAveragesAreNoIntegers() {
    String numbers = "(VALUES (1, 1), (9223372036854775807, 1), (4, 2)) AS t (n, g)";
    assertThat(
            db.rows(
                "SELECT g, sum(n), count(n), var_samp(n) IS NULL FROM "
                    + numbers
                    + " GROUP BY g ORDER BY g"))
        .containsExactly("1 | 9223372036854775808 | 2 | false", "2 | 4 | 1 | true");
    assertThat(
            db.rows(
                "SELECT sum(n), avg(n), sum(DISTINCT n) FROM (VALUES (2147483647), (2147483647), (2)) AS t (n)"))
        .containsExactly("4294967296 | 1.4316557653333333E9 | 2147483649");
    assertThat(
            db.rows(
                "SELECT sum(n) OVER (ORDER BY n), avg(n) OVER () FROM (VALUES (1), (2)) AS t (n)"))
        .containsExactly("1 | 1.5", "3 | 1.5");
    assertThat(db.rows("SELECT (SELECT avg(n) FROM (VALUES (1), (2)) AS t (n))"))
        .containsExactly("1.5");
  }

  @Test
  void onlyThePagesThatALimitNeedsAreRead() {
    db.update(
        "INSERT INTO jobs (project_id, cmd) VALUES ('many', 'true')"
            + ", ('many', 'true')".repeat(249));
    assertThat(db.rows("SELECT id FROM jobs WHERE project_id = 'many' LIMIT 5")).hasSize(5);
    assertThat(db.calls()).hasSize(1);
    assertThat(db.rows("SELECT id FROM jobs WHERE project_id = 'many' LIMIT 120")).hasSize(120);
    assertThat(db.calls()).hasSize(2);
    assertThat(db.value("SELECT count(*) FROM jobs WHERE project_id = 'many'")).isEqualTo("250");
    assertThat(db.calls()).hasSize(2);
  }

  @Test
  void joinsAreRight() {
    assertThat(
            db.rows(
                "SELECT j.name, e.return_code FROM jobs j LEFT JOIN executions e ON e.job_id = j.id ORDER BY j.name"))
        .containsExactly("fails | 3", "waits | null", "works | 0");
    assertThat(
            db.rows(
                "SELECT j.name FROM jobs j WHERE NOT EXISTS (SELECT 1 FROM executions e WHERE e.job_id = j.id)"))
        .containsExactly("waits");
    assertThat(
            db.rows(
                "SELECT j.name, l.content FROM jobs j LEFT JOIN logs l ON l.job_id = j.id AND l.source = 'OUT' ORDER BY 1, 2"))
        .containsExactly("fails | null", "waits | null", "works | a", "works | b");
    assertThat(
            db.value(
                "SELECT count(*) FROM jobs j LEFT JOIN logs l ON l.job_id = j.id AND l.source = 'OUT'"))
        .isEqualTo("4");
    assertThat(
            db.rows(
                "SELECT j.name FROM jobs j JOIN executions e ON e.job_id = j.id WHERE j.id = ? AND e.done",
                works))
        .containsExactly("works");
    assertThat(db.calls()).containsExactly("ProjectJobService.Get", "ExecutionService.List");
  }

  @Test
  void aJoinMayBeOverManyColumns() {
    assertThat(
            db.rows(
                "SELECT a.name FROM jobs a JOIN jobs b ON a.id = b.id AND a.name = b.name AND a.status = b.status"
                    + " AND a.cmd = b.cmd AND a.project_id = b.project_id AND a.created_by = b.created_by"
                    + " AND a.env_vars = b.env_vars AND a.arguments = b.arguments ORDER BY 1"))
        .containsExactly("fails", "waits", "works");
    assertThat(
            db.value(
                "WITH RECURSIVE t (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t"))
        .isEqualTo("15");
  }

  @Test
  void executionsAreFoundByIdByJobAndAll() {
    String id = db.value("SELECT id FROM executions WHERE job_id = ?", works);
    assertThat(db.calls()).containsExactly("ExecutionService.List");
    assertThat(
            db.rows(
                "SELECT job_id, status, done, return_code, cpu_seconds >= 0, max_rss_bytes > 0, engine FROM executions WHERE id = ?",
                id))
        .containsExactly(works + " | SUCCESS | true | 0 | true | true | local");
    assertThat(db.calls()).containsExactly("ExecutionService.Get");
    assertThat(db.rows("SELECT id FROM executions")).hasSize(2);
  }

  @Test
  void operationsAreFoundByIdAndAll() {
    String id = db.value("SELECT id FROM executions WHERE job_id = ?", works);
    assertThat(
            db.rows(
                "SELECT kind, done, error, JSON_VALUE(metadata, '$.metadata.name') FROM operations WHERE id = ?",
                id))
        .containsExactly("EXECUTE_JOB | true | null | works");
    assertThat(db.value("SELECT count(*) FROM operations WHERE kind = 'CREATE_JOB'"))
        .isEqualTo("3");
    assertThat(db.rows("SELECT id FROM projects WHERE id = 'default'")).containsExactly("default");
  }

  @Test
  void namesAreComparedWithoutCaseAndLabelsAreAsDeclared() {
    assertThat(db.labels("SELECT ID, Jobs.NAME, status AS S FROM DATASPHERE.Jobs"))
        .containsExactly("id", "name", "s");
    assertThat(db.rows("select \"NAME\" from \"JOBS\" where Id = ?;", works))
        .containsExactly("works");
  }

  @Test
  void valuesAreConvertedToTheParametersType() {
    assertThat(db.rows("SELECT name FROM jobs WHERE data_size_bytes >= ? AND name = 'works'", "0"))
        .hasSize(1);
    assertThat(
            db.rows(
                "SELECT name FROM jobs WHERE created_at > ? AND name = 'works'",
                "2020-01-01T00:00:00Z"))
        .hasSize(1);
    assertThatThrownBy(() -> db.rows("SELECT name FROM jobs WHERE data_size_bytes > ?", "many"))
        .isInstanceOf(RowrunSqlException.class)
        .hasMessage("parameter 1: 'many' is no BIGINT");
  }

  @Test
  void expressionsMeanWhatPostgresMeans() {
    assertThat(
            db.rows(
                "SELECT name || '!', upper(name), name::varchar, now() > created_at FROM jobs WHERE id = ?",
                works))
        .containsExactly("works! | WORKS | works | true");
    assertThat(
            db.rows(
                "SELECT CASE WHEN status = 'ERROR' THEN 'bad' ELSE 'not bad' END FROM jobs WHERE id = ?",
                fails))
        .containsExactly("bad");
    assertThatThrownBy(
            () ->
                db.rows(
                    "SELECT data_size_bytes * 9223372036854775807 * 3 FROM jobs WHERE id = ?",
                    works))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> db.rows("SELECT 2147483647 + 1"))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void whatIsUnknownIsAnErrorBeforeAnyCall() {
    assertThatThrownBy(() -> db.rows("SELECT nope FROM jobs"))
        .isInstanceOf(CalciteContextException.class)
        .hasMessageContaining("'nope'");
    assertThatThrownBy(() -> db.rows("SELECT 1 FROM nope"))
        .isInstanceOf(CalciteContextException.class);
    assertThatThrownBy(() -> db.rows("SELECT id, count(*) FROM jobs"))
        .isInstanceOf(CalciteContextException.class);
    assertThatThrownBy(() -> db.rows("SELEC 1")).isInstanceOf(SyntaxError.class);
    assertThatThrownBy(() -> db.rows("SELECT 1; SELECT 2")).hasMessageContaining("one statement");
    assertThat(db.calls()).isEmpty();
  }

  @Test
  void aBudgetOfCallsEndsTheStatement() {
    SqlSession before = db.session();
    db.session(
        new SqlSession(
            "default",
            "datasphere",
            before.await(),
            before.awaitTimeout(),
            root,
            1,
            false,
            4,
            100));
    try {
      assertThat(db.rows("SELECT name FROM jobs WHERE id = ?", works)).hasSize(1);
      assertThatThrownBy(() -> db.rows("SELECT name FROM jobs WHERE id IN (?, ?)", works, fails))
          .isInstanceOf(RowrunSqlException.class)
          .hasMessageContaining("maxApiCalls=1");
    } finally {
      db.session(before);
    }
  }

  @Test
  void explainShowsTheCallsAndMakesNone() {
    assertThat(
            db.rows(
                "EXPLAIN PLAN FOR SELECT name FROM jobs WHERE status = 'ERROR' AND name LIKE 'x%' LIMIT 3"))
        .containsExactly(
            "limit: 3",
            "filter: LIKE(name, 'x%')",
            "call: ProjectJobService.List for jobs, columns [name]",
            "  pushed: status = 'ERROR'");
    assertThat(db.rows("EXPLAIN PLAN FOR INSERT INTO executions (cmd) VALUES ('x') RETURNING id"))
        .anyMatch(line -> line.contains("ProjectJobService.Execute"));
    assertThat(db.calls()).isEmpty();
  }

  @Test
  void aPlanIsKeptAndHoldsNoSession() {
    Plan plan = db.engine().prepare(db.session(), "SELECT name FROM jobs");
    assertThat(db.engine().prepare(SqlSession.of("other"), "SELECT name FROM jobs")).isSameAs(plan);
    try (StatementContext context = new StatementContext(SqlSession.of("other"), List.of());
        CloseableIterator<Object[]> rows = plan.rows(context)) {
      assertThat(rows.hasNext()).isFalse();
    }
  }

  @Test
  void statementsMayComeFromManyThreads() {
    List<String> names =
        java.util.stream.IntStream.range(0, 200)
            .parallel()
            .mapToObj(
                i ->
                    db.engine()
                        .prepare(
                            db.session(),
                            "SELECT name, " + i % 7 + " FROM jobs WHERE id = '" + works + "'"))
            .map(plan -> first(plan))
            .distinct()
            .toList();
    assertThat(names).containsExactly("works");
  }

  private static String first(Plan plan) {
    try (StatementContext context = new StatementContext(db.session(), List.of());
        CloseableIterator<Object[]> rows = plan.rows(context)) {
      return (String) rows.next()[0];
    }
  }
}
