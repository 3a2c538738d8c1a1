package io.rowrun.executor.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.launcher.GpuMeter.Gpu;
import io.rowrun.executor.launcher.TaskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskSamplesTest {
  private static final Instant START = Instant.parse("2026-06-01T10:00:00Z");

  @TempDir Path job;

  @Test
  void timeIsCountedFromTheStartAndThenFromTheLastSample() throws IOException {
    TaskSamples samples = new TaskSamples(job);
    samples.add(START.plusSeconds(10), START, usage(5), List.of());
    samples.add(START.plusSeconds(14), START, usage(13), List.of());
    samples.add(START.plusSeconds(15), START, usage(12), List.of()); // who used it is gone

    assertThat(job.resolve("docker_stats.tsv"))
        .hasContent(
            "time\tcpu_percent\tmemory_bytes\tprocesses\tread_bytes\twritten_bytes\n"
                + "2026-06-01T10:00:10Z\t50.0\t7\t2\t3\t4\n"
                + "2026-06-01T10:00:14Z\t200.0\t7\t2\t3\t4\n"
                + "2026-06-01T10:00:15Z\t0.0\t7\t2\t3\t4\n");
  }

  @Test
  void anotherServiceBeginsWhereItKnowsTheTimeBefore() throws IOException {
    new TaskSamples(job).add(START.plusSeconds(10), START, usage(5), List.of());
    TaskSamples next = new TaskSamples(job);
    next.add(START.plusSeconds(90), START.plusSeconds(80), usage(50), List.of());
    next.add(START.plusSeconds(100), START.plusSeconds(80), usage(51), List.of());

    assertThat(job.resolve("docker_stats.tsv"))
        .hasContent(
            "time\tcpu_percent\tmemory_bytes\tprocesses\tread_bytes\twritten_bytes\n"
                + "2026-06-01T10:00:10Z\t50.0\t7\t2\t3\t4\n"
                + "2026-06-01T10:01:40Z\t10.0\t7\t2\t3\t4\n");
  }

  @Test
  void graphicsCardsHaveAFileOfTheirOwn() throws IOException {
    TaskSamples samples = new TaskSamples(job);
    samples.add(
        START.plusSeconds(10), START, usage(5), List.of(new Gpu(0, 97, 5, 9), new Gpu(1, 0, 6, 9)));

    assertThat(job.resolve("gpu_stats.tsv"))
        .hasContent(
            "time\tgpu\tgpu_percent\tmemory_used_bytes\tmemory_total_bytes\n"
                + "2026-06-01T10:00:10Z\t0\t97\t5\t9\n"
                + "2026-06-01T10:00:10Z\t1\t0\t6\t9\n");
  }

  private static TaskUsage usage(int cpuSeconds) {
    return new TaskUsage(Duration.ofSeconds(cpuSeconds), 7, 2, 3, 4);
  }
}
