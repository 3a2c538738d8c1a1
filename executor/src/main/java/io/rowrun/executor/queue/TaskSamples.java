package io.rowrun.executor.queue;

import io.rowrun.executor.launcher.GpuMeter;
import io.rowrun.executor.launcher.TaskUsage;
import io.rowrun.executor.logs.LogFile;
import io.rowrun.executor.logs.SampleTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The samples of one task, as its user gets them. Thread-safe. */
final class TaskSamples {
  private static final int MOST_ROWS = 2000;

  private final SampleTable usages;
  private final SampleTable gpus;
  private @Nullable TaskUsage last;
  private @Nullable Instant lastAt;

  TaskSamples(Path jobDirectory) {
    this.usages =
        new SampleTable(
            jobDirectory,
            LogFile.USAGE,
            List.of("cpu_percent", "memory_bytes", "processes", "read_bytes", "written_bytes"),
            MOST_ROWS);
    this.gpus =
        new SampleTable(
            jobDirectory,
            LogFile.GPU_USAGE,
            List.of("gpu", "gpu_percent", "memory_used_bytes", "memory_total_bytes"),
            MOST_ROWS);
  }

  /**
   * Adds a sample.
   *
   * @param since when its program was started, or taken up by this process
   */
  synchronized void add(Instant at, Instant since, TaskUsage usage, List<GpuMeter.Gpu> cards)
      throws IOException {
    if (last != null || !usages.hasRows()) { // else nothing is known of the time in between
      Instant from = lastAt == null ? since : lastAt;
      usages.add(at, List.of(row(usage, cpuPercent(Duration.between(from, at), usage))));
    }
    last = usage;
    lastAt = at;
    gpus.add(at, cards.stream().map(TaskSamples::row).toList());
  }

  private static List<Object> row(TaskUsage usage, String cpuPercent) {
    return List.of(
        cpuPercent,
        usage.memoryBytes(),
        usage.processes(),
        usage.readBytes(),
        usage.writtenBytes());
  }

  private static List<Object> row(GpuMeter.Gpu card) {
    return List.of(card.index(), card.percent(), card.usedBytes(), card.totalBytes());
  }

  /** From now on the files stay as they are. */
  void end() {
    usages.end();
    gpus.end();
  }

  /** Since the last sample; one busy core is 100. */
  private String cpuPercent(Duration passed, TaskUsage usage) {
    Duration before = last == null ? Duration.ZERO : last.cpuTime();
    double used = Math.max(0, usage.cpuTime().minus(before).toNanos());
    return String.format(Locale.ROOT, "%.1f", 100 * used / Math.max(1, passed.toNanos()));
  }
}
