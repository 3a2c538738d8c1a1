package io.rowrun.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times two ways of doing the same thing in turn, A B A B …, so that a noisy machine troubles both
 * alike, and prints the median of each and of the ratios round by round.
 */
final class Comparison {
  private static final int ROUNDS = 25;

  /** Something that is done once a call. */
  interface Work {
    void run() throws Exception;
  }

  private Comparison() {}

  /**
   * Prints one row: medians a call and ratio ours/bare with its quartiles.
   *
   * @param round how long each of the two works in one round
   */
  static void print(String name, Work ours, Work bare, Duration round) throws Exception {
    warmUp(ours, round);
    warmUp(bare, round);
    double[] oursMicros = new double[ROUNDS];
    double[] bareMicros = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      oursMicros[i] = microsPerCall(ours, round);
      bareMicros[i] = microsPerCall(bare, round);
      ratios[i] = oursMicros[i] / bareMicros[i];
    }
    System.out.printf(
        Locale.ROOT,
        "%-52s ours %12.1f us   bare %12.1f us   ratio %6.2f  (%.2f .. %.2f)%n",
        name,
        quantile(oursMicros, 0.5),
        quantile(bareMicros, 0.5),
        quantile(ratios, 0.5),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75));
  }

  private static void warmUp(Work work, Duration round) throws Exception {
    for (int i = 0; i < 5; i++) {
      microsPerCall(work, round);
    }
  }

  private static double microsPerCall(Work work, Duration round) throws Exception {
    long start = System.nanoTime();
    long end = start + round.toNanos();
    long calls = 0;
    do {
      work.run();
      calls++;
    } while (System.nanoTime() < end);
    return (System.nanoTime() - start) / 1e3 / calls;
  }

  /** The q-quantile of the values, which are sorted by it. */
  static double quantile(double[] values, double q) {
    Arrays.sort(values);
    return values[(int) Math.min(values.length - 1L, Math.round(q * (values.length - 1)))];
  }
}
