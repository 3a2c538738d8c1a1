package io.rowrun.executor.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StatusMessageTest {
  @Test
  void aMessageIsWhatWasSaid() {
    assertThat(StatusMessage.of("no file 'a b'")).isEqualTo("no file 'a b'");
    assertThat(StatusMessage.of(null)).isEmpty();
  }

  @Test
  void aMessageHasNoBlanksAroundIt() {
    assertThat(StatusMessage.of("Unknown job ")).isEqualTo("Unknown job");
    assertThat(StatusMessage.of("\nline\n")).isEqualTo("line");
  }

  @Test
  void aLongMessageIsCutBetweenCharactersWhateverTheyAre() {
    for (String word : new String[] {"a", "ж", "✓", "😀"}) {
      String message = StatusMessage.of("bad value " + word.repeat(20_000));
      int bytes = message.getBytes(StandardCharsets.UTF_8).length;

      assertThat(message).startsWith("bad value " + word.repeat(100)).endsWith(word + " … (cut)");
      assertThat(bytes).isBetween(800, 4096);
    }
  }
}
