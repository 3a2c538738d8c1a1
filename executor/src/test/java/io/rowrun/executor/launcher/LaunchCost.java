package io.rowrun.executor.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what a trivial task costs beside a bare process. A program, not a test: {@code mvn -q
 * -Pfast -pl executor -am test-compile}, then run its {@code main} with the test class path.
 */
final class LaunchCost {
  private static final int ROUNDS = 300;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private LaunchCost() {}

  public static void main(String[] arguments) throws Exception {
    Path data = Files.createTempDirectory(Path.of(arguments[0]), "launch-cost");
    Launcher best = LocalLauncher.open(data);
    Launcher plain = LocalLauncher.open(data, new LocalSettings(null, null, false, Meter.GNU_TIME));
    for (int round = 0; round < 3; round++) {
      report("bare ProcessBuilder sh -c ':'", LaunchCost::bare);
      report("task, control groups", () -> task(best, data));
      report("task, process groups", () -> task(plain, data));
    }
  }

  private interface Deed {
    void run() throws Exception;
  }

  private static void report(String what, Deed deed) throws Exception {
    long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      deed.run();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-32s median %5.1f ms, p90 %5.1f ms; two at a time %4.0f/s%n",
        what, nanos[ROUNDS / 2] / 1e6, nanos[ROUNDS * 9 / 10] / 1e6, twoAtATime(deed));
  }

  private static double twoAtATime(Deed deed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    long start = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      threads.submit(
          () -> {
            deed.run();
            return null;
          });
    }
    threads.shutdown();
    threads.awaitTermination(5, TimeUnit.MINUTES);
    return ROUNDS / ((System.nanoTime() - start) / 1e9);
  }

  private static void bare() throws Exception {
    new ProcessBuilder("sh", "-c", ":").start().waitFor();
  }

  private static void task(Launcher launcher, Path data) {
    String id = "cost" + COUNT.incrementAndGet();
    Path directory = data.resolve("jobs").resolve(id);
    launcher.start(new LaunchSpec(id, 1, directory, ":", Map.of(), null, Duration.ZERO, 15));
    while (!(launcher.poll(directory) instanceof TaskState.Exited)) {
      LockSupport.parkNanos(200_000);
    }
  }
}
