package io.rowrun.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * From INSERT INTO executions to the first instruction of the program, and trivial jobs a second,
 * both against a bare ProcessBuilder: the same shell, no row, no log, no exit file.
 */
final class InsertAndRun {
  private static final int LATENCY_RUNS = Integer.getInteger("runs", 60);
  private static final int JOBS = Integer.getInteger("jobs", 500);
  private static final int PARALLEL = 2; // what two c1.4 of the least host are

  private final Bench bench;
  private final Path stamps;

  private InsertAndRun(Bench bench, Path stamps) {
    this.bench = bench;
    this.stamps = stamps;
  }

  public static void main(String[] args) throws Exception {
    Path stamps = Files.createTempDirectory("rowrun-bench");
    try (Bench bench = Bench.open("insert-and-run")) {
      InsertAndRun run = new InsertAndRun(bench, stamps);
      run.latency();
      run.throughput();
    } finally {
      try (var files = Files.newDirectoryStream(stamps)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(stamps);
    }
  }

  private void latency() throws Exception {
    double[] acknowledged = new double[LATENCY_RUNS];
    double[] ours = new double[LATENCY_RUNS];
    double[] bare = new double[LATENCY_RUNS];
    double[] ratios = new double[LATENCY_RUNS];
    try (PreparedStatement insert =
        bench.connection.prepareStatement("INSERT INTO executions (cmd) VALUES (?)")) {
      for (int i = -10; i < LATENCY_RUNS; i++) { // the first ten warm up
        Path stamp = stamps.resolve("ours" + i);
        Instant start = Instant.now();
        double insertMillis = insert(insert, stamp);
        double oursMillis = millisUntilStamped(start, stamp);
        double bareMillis = spawnUntilStarted(stamps.resolve("bare" + i));
        if (i >= 0) {
          acknowledged[i] = insertMillis;
          ours[i] = oursMillis;
          bare[i] = bareMillis;
          ratios[i] = oursMillis / bareMillis;
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-52s ours %12.2f ms   bare %12.2f ms   ratio %6.2f   (the INSERT itself %.2f ms)%n",
        "INSERT INTO executions -> program started / spawn",
        Comparison.quantile(ours, 0.5),
        Comparison.quantile(bare, 0.5),
        Comparison.quantile(ratios, 0.5),
        Comparison.quantile(acknowledged, 0.5));
  }

  /** How long it takes until the job is acknowledged, in milliseconds. */
  private static double insert(PreparedStatement insert, Path stamp) throws SQLException {
    insert.setString(1, command(stamp));
    long start = System.nanoTime();
    insert.executeUpdate();
    return (System.nanoTime() - start) / 1e6;
  }

  private static double spawnUntilStarted(Path stamp) throws Exception {
    Instant start = Instant.now();
    new ProcessBuilder("bash", "-c", command(stamp)).start().waitFor();
    return millisUntilStamped(start, stamp);
  }

  private static String command(Path stamp) {
    return "date +%s%N > " + stamp + ".new && mv " + stamp + ".new " + stamp;
  }

  private static double millisUntilStamped(Instant start, Path stamp) throws Exception {
    while (!Files.exists(stamp)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    long nanos = Long.parseLong(Files.readString(stamp).strip());
    return (nanos - (start.getEpochSecond() * 1_000_000_000L + start.getNano())) / 1e6;
  }

  private void throughput() throws Exception {
    double oursRate = 0;
    double bareRate = 0;
    double[] ratios = new double[3];
    for (int i = -1; i < ratios.length; i++) {
      double ours = JOBS / seconds(this::runJobs);
      double bare = JOBS / seconds(InsertAndRun::spawnAll);
      if (i >= 0) {
        ratios[i] = bare / ours;
        oursRate = Math.max(oursRate, ours);
        bareRate = Math.max(bareRate, bare);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-52s ours %12.1f /s   bare %12.1f /s   ratio %6.2f%n",
        "trivial jobs run to their end, bare / ours",
        oursRate,
        bareRate,
        Comparison.quantile(ratios, 0.5));
  }

  private void runJobs() throws SQLException, InterruptedException {
    String name = "burst-" + System.nanoTime();
    try (PreparedStatement insert =
        bench.connection.prepareStatement(
            "INSERT INTO executions (name, cmd) VALUES (?, 'true')")) {
      for (int i = 0; i < JOBS; i++) {
        insert.setString(1, name);
        insert.executeUpdate();
      }
    }
    try (Statement statement = bench.connection.createStatement()) {
      while (unfinished(statement) > 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static long unfinished(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT id FROM jobs WHERE status IN ('PREPARING', 'EXECUTING', 'UPLOADING_OUTPUT')"
                + " LIMIT 1")) {
      return rows.next() ? 1 : 0;
    }
  }

  private static void spawnAll() throws InterruptedException {
    ExecutorService spawners = Executors.newFixedThreadPool(PARALLEL);
    for (int i = 0; i < JOBS; i++) {
      spawners.execute(InsertAndRun::spawn);
    }
    spawners.shutdown();
    spawners.awaitTermination(10, TimeUnit.MINUTES);
  }

  private static void spawn() {
    try {
      new ProcessBuilder("bash", "-c", "true").start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double seconds(Comparison.Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
