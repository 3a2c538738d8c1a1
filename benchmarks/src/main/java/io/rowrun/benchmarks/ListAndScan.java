package io.rowrun.benchmarks;

import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobResponse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A list of 1,000 and a scan of 100,000 jobs through JDBC, against the raw List, page by page. */
final class ListAndScan {
  private static final int JOBS = Integer.getInteger("jobs", 100_000);
  private static final int PAGE = 1000;

  private final Bench bench;

  private ListAndScan(Bench bench) {
    this.bench = bench;
  }

  public static void main(String[] args) throws Exception {
    try (Bench bench = Bench.open("list-and-scan")) {
      bench.createJobs(JOBS);
      new ListAndScan(bench).run();
    }
  }

  private void run() throws Exception {
    String columns = "SELECT id, name, status, created_at, cmd FROM jobs";
    Comparison.print(
        "list of 1,000 jobs / raw List",
        () -> expect(PAGE, select(columns + " LIMIT " + PAGE)),
        () -> expect(PAGE, list(PAGE)),
        Duration.ofMillis(300));
    Comparison.print(
        String.format("scan of %,d jobs / raw List", JOBS),
        () -> expect(JOBS, select(columns)),
        () -> expect(JOBS, list(Integer.MAX_VALUE)),
        Duration.ofMillis(1));
  }

  private int select(String sql) throws SQLException {
    int count = 0;
    try (Statement statement = bench.connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        count += rows.getString(1).isEmpty() || rows.getString(5).isEmpty() ? 0 : 1;
      }
    }
    return count;
  }

  private int list(int most) {
    int count = 0;
    String token = "";
    do {
      ListProjectJobResponse page =
          bench.jobs.list(
              ListProjectJobRequest.newBuilder()
                  .setProjectId(Bench.PROJECT)
                  .setPageSize(PAGE)
                  .setPageToken(token)
                  .build());
      count += page.getJobsCount();
      token = page.getNextPageToken();
    } while (!token.isEmpty() && count < most);
    return count;
  }

  private static void expect(int expected, int count) {
    if (count != expected) {
      throw new IllegalStateException("expected " + expected + " jobs, got " + count);
    }
  }
}
