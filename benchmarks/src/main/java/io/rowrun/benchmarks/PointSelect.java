package io.rowrun.benchmarks;

import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** SELECT of one job by its id through JDBC, against the raw Get on the same channel. */
final class PointSelect {
  private static final String SQL = "SELECT id, name, status, created_at FROM jobs WHERE id = ";
  private static final Duration ROUND = Duration.ofMillis(150);

  private final Bench bench;
  private final List<String> ids;
  private int next;
  private long texts; // so many, and no plan is found again

  private PointSelect(Bench bench, List<String> ids) {
    this.bench = bench;
    this.ids = ids;
  }

  public static void main(String[] args) throws Exception {
    try (Bench bench = Bench.open("point-select")) {
      new PointSelect(bench, bench.createJobs(1000)).run();
    }
  }

  private void run() throws Exception {
    String one = "'" + ids.get(0) + "'";
    try (PreparedStatement prepared = bench.connection.prepareStatement(SQL + "?");
        Statement statement = bench.connection.createStatement()) {
      Comparison.print(
          "SELECT by id, prepared / raw Get", () -> prepared(prepared), this::get, ROUND);
      Comparison.print(
          "SELECT by id, same text / raw Get",
          () -> select(statement, SQL + one),
          this::get,
          ROUND);
      Comparison.print(
          "SELECT by id, new literal each time / raw Get",
          () -> select(statement, SQL + "'" + nextId() + "' AND name <> 'x" + ++texts + "'"),
          this::get,
          ROUND);
    }
  }

  private void prepared(PreparedStatement statement) throws SQLException {
    statement.setString(1, nextId());
    try (ResultSet rows = statement.executeQuery()) {
      expectOne(rows);
    }
  }

  private void select(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      expectOne(rows);
    }
  }

  private static void expectOne(ResultSet rows) throws SQLException {
    if (!rows.next() || rows.getString(3).isEmpty() || rows.next()) {
      throw new IllegalStateException("not one row");
    }
  }

  private void get() {
    if (bench
            .jobs
            .get(GetProjectJobRequest.newBuilder().setJobId(nextId()).build())
            .getStatusValue()
        == 0) {
      throw new IllegalStateException("no status");
    }
  }

  private String nextId() {
    next = (next + 1) % ids.size();
    return ids.get(next);
  }
}
