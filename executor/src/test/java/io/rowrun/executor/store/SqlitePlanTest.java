package io.rowrun.executor.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever grows with the store is read along an index. */
final class SqlitePlanTest {
  @TempDir Path directory;
  private Database database;

  @BeforeEach
  void openStore() {
    database = Database.sqlite(directory.resolve("rowrun.db"));
  }

  @AfterEach
  void closeStore() {
    database.close();
  }

  @Test
  void pagesAreReadAlongTheirIndexWithoutSorting() {
    assertThat(plan(JobStore.NEWEST))
        .containsExactly(
            "SEARCH jobs USING INDEX jobs_newest (project_id=? AND (created_at,id)<(?,?))");
    assertThat(plan(ExecutionStore.NEWEST))
        .containsExactly(
            "SEARCH executions USING INDEX executions_newest"
                + " (project_id=? AND (created_at,id)<(?,?))");
    assertThat(plan(OperationStore.NEWEST))
        .containsExactly(
            "SEARCH operations USING INDEX operations_newest"
                + " (project_id=? AND (created_at,id)<(?,?))");
  }

  @Test
  void eachStatusIsReadAlongItsIndex() {
    assertThat(plan(JobStore.newestOfStatus(2)))
        .contains("SEARCH jobs USING INDEX sqlite_autoindex_jobs_1 (id=?)")
        .filteredOn(step -> step.contains(" jobs "))
        .filteredOn(step -> !step.contains("autoindex"))
        .hasSize(2)
        .allSatisfy(step -> assertThat(step).contains("COVERING INDEX jobs_newest_by_status"));
  }

  @Test
  void executionsOfJobsAreReadByJob() {
    assertThat(plan(ExecutionStore.newestOfJobs(1_000)))
        .contains("SEARCH executions USING INDEX executions_of_job (job_id=?)");
  }

  @Test
  void theQueueAndTheLeasesHaveIndexesOfTheirOwn() {
    assertThat(plan(ExecutionStore.claimStatement(Dialect.SQLITE)))
        .contains("SCAN executions USING INDEX executions_queued");
    assertThat(plan(ExecutionStore.HELD))
        .containsExactly("SEARCH executions USING INDEX executions_held (owner=?)");
    assertThat(plan(ExecutionStore.CANCELLING))
        .containsExactly("SEARCH executions USING INDEX executions_held (owner=?)");
  }

  @Test
  void whatExpiresIsFoundWithoutReadingTheOthers() {
    assertThat(plan(JobDataStore.EXPIRED))
        .containsExactly(
            "SEARCH jobs USING INDEX jobs_expiring (data_expires_at>? AND data_expires_at<?)");
    assertThat(plan(JobDataStore.NEXT_EXPIRY))
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .contains("INDEX jobs_expiring");
  }

  private List<String> plan(String statement) {
    return database
        .transactions()
        .write(session -> session.list("EXPLAIN QUERY PLAN " + statement, SqlitePlanTest::step));
  }

  private static String step(Row row) throws SQLException {
    row.integer();
    row.integer();
    row.integer();
    return row.text();
  }
}
