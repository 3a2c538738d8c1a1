package io.rowrun.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * From the start of a JVM to the first row: Rowrun on a data directory against SQLite's driver on a
 * file. Both are whole processes of the same JVM with the same flags.
 */
final class ColdStart {
  private static final int RUNS = Integer.getInteger("runs", 15);

  private ColdStart() {}

  /** Without arguments the comparison; with a URL and a query, the process that is measured. */
  public static void main(String[] args) throws Exception {
    if (args.length == 2) {
      firstRow(args[0], args[1]);
      return;
    }
    Path directory = Files.createTempDirectory("rowrun-bench");
    try {
      compare(directory);
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void firstRow(String url, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      System.out.println(rows.getString(1));
      System.out.flush();
    }
  }

  private static void compare(Path directory) throws Exception {
    String rowrun = "jdbc:rowrun:file:" + directory.resolve("data");
    String sqlite = "jdbc:sqlite:" + directory.resolve("bare.db");
    try (Connection connection = DriverManager.getConnection(rowrun);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO jobs (name, cmd) VALUES ('first', 'true')");
    }
    try (Connection connection = DriverManager.getConnection(sqlite);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE jobs (name TEXT)");
      statement.executeUpdate("INSERT INTO jobs VALUES ('first')");
    }
    String sql = "SELECT name FROM jobs";
    double[] ours = new double[RUNS];
    double[] bare = new double[RUNS];
    double[] ratios = new double[RUNS];
    for (int i = -2; i < RUNS; i++) {
      double oursMillis = millis(rowrun, sql);
      double bareMillis = millis(sqlite, sql);
      if (i >= 0) {
        ours[i] = oursMillis;
        bare[i] = bareMillis;
        ratios[i] = oursMillis / bareMillis;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-52s ours %12.0f ms   bare %12.0f ms   ratio %6.2f%n",
        "JVM start -> first row / the same from SQLite",
        Comparison.quantile(ours, 0.5),
        Comparison.quantile(bare, 0.5),
        Comparison.quantile(ratios, 0.5));
  }

  /** Until the row is there, not until the process has ended. */
  private static double millis(String url, String sql) throws Exception {
    List<String> command =
        Arrays.asList(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            ColdStart.class.getName(),
            url,
            sql);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var lines = process.inputReader()) {
      if (!"first".equals(lines.readLine())) {
        throw new IllegalStateException("no row from " + url);
      }
      double millis = (System.nanoTime() - start) / 1e6;
      process.waitFor();
      return millis;
    }
  }
}
