package io.rowrun.executor.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IdsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void idsAreALetterAndNineteenDigitsOrLetters() {
    assertThat(Ids.job(NOW)).matches("j[0-9a-z]{19}");
    assertThat(Ids.operation(NOW)).matches("o[0-9a-z]{19}");
  }

  @Test
  void idsMadeLaterSortLaterEvenWithinAMillisecond() {
    List<String> ids =
        IntStream.range(0, 3_000).mapToObj(i -> Ids.job(NOW.plusMillis(i / 1_000))).toList();

    assertThat(ids).doesNotHaveDuplicates().isSorted();
  }
}
