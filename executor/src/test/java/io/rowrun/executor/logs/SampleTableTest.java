package io.rowrun.executor.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleTableTest {
  private static final Instant START = Instant.parse("2026-06-01T10:00:00Z");

  @TempDir Path job;

  @Test
  void theFirstSampleMakesTheFile() throws IOException {
    SampleTable table = table(100);
    assertThat(table.hasRows()).isFalse();
    assertThat(file()).doesNotExist();

    table.add(START.plusNanos(1_234_567), List.of(List.of("1.5", 7L)));

    assertThat(file()).hasContent("time\tcpu\tbytes\n2026-06-01T10:00:00.001Z\t1.5\t7\n");
    assertThat(table(100).hasRows()).isTrue();
  }

  @Test
  void aTableThatGrowsIsThinnedOutAgainAndAgain() throws IOException {
    SampleTable table = table(10);
    for (int second = 0; second < 1000; second++) {
      table.add(START.plusSeconds(second), List.of(List.of("0.0", second)));
    }

    List<String> lines = Files.readAllLines(file());
    assertThat(lines).hasSizeBetween(6, 11);
    assertThat(lines.get(0)).isEqualTo("time\tcpu\tbytes");
    List<Integer> seconds =
        lines.stream().skip(1).map(line -> Integer.valueOf(line.split("\t")[2])).toList();
    assertThat(seconds).isSorted().doesNotHaveDuplicates();
    assertThat(seconds.get(0)).isLessThan(200);
    assertThat(seconds.get(seconds.size() - 1)).isGreaterThan(800);
  }

  @Test
  void rowsOfOneMomentStayTogether() throws IOException {
    SampleTable table = table(10);
    for (int second = 0; second < 100; second++) {
      table.add(START.plusSeconds(second), List.of(List.of("a", second), List.of("b", second)));
    }

    List<String> rows = Files.readAllLines(file()).stream().skip(1).toList();
    assertThat(rows.stream().filter(row -> row.contains("\ta\t")).count())
        .isEqualTo(rows.size() / 2);
    assertThat(rows.size()).isBetween(4, 12);
  }

  @Test
  void anotherTableOfTheSameFileGoesOn() throws IOException {
    table(100).add(START, List.of(List.of("0.0", 1)));
    table(100).add(START.plusSeconds(1), List.of(List.of("0.0", 2)));

    assertThat(Files.readAllLines(file())).hasSize(3);
  }

  @Test
  void afterTheEndTheFileStaysAsItIs() throws IOException {
    SampleTable table = table(100);
    table.add(START, List.of(List.of("0.0", 1)));
    table.end();
    table.add(START, List.of(List.of("0.0", 2)));

    assertThat(Files.readAllLines(file())).hasSize(2);
  }

  private SampleTable table(int mostRows) {
    return new SampleTable(job, LogFile.USAGE, List.of("cpu", "bytes"), mostRows);
  }

  private Path file() {
    return job.resolve("docker_stats.tsv");
  }
}
