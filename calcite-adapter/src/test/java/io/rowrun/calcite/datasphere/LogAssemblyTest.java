package io.rowrun.calcite.datasphere;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.StandardStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogAssemblyTest {
  @Test
  void aLineOfSeveralPiecesIsOneRow() {
    LogAssembly assembly = new LogAssembly();
    assertThat(assembly.addBytes(out("one\ntw"), 0))
        .extracting(LogLine::content)
        .containsExactly("one");
    assertThat(assembly.isWaiting()).isTrue();
    assertThat(assembly.addBytes(out("o\n"), 6))
        .containsExactly(new LogLine(2, 8, "OUT", null, "two"));
    assertThat(assembly.isWaiting()).isFalse();
  }

  @Test
  void aLineThatInterruptsAnotherWaitsForIt() {
    LogAssembly assembly = new LogAssembly();
    assertThat(assembly.addBytes(out("begun "), 0)).isEmpty();
    assertThat(assembly.addBytes(err("error\n"), 6)).isEmpty();
    assertThat(assembly.addBytes(out("ended\nnext\n"), 12))
        .containsExactly(
            new LogLine(1, 18, "OUT", null, "begun ended"),
            new LogLine(2, 18, "ERR", null, "error"),
            new LogLine(3, 23, "OUT", null, "next"));
  }

  @Test
  void anAnswerWithOneOffsetGivesItsLinesAtItsEnd() {
    LogAssembly assembly = new LogAssembly();
    assembly.add(out("a\nb"));
    assertThat(assembly.release(1)).isEmpty();
    assembly.add(out("c\n"));
    assertThat(assembly.release(2))
        .containsExactly(new LogLine(1, 2, "OUT", null, "a"), new LogLine(2, 2, "OUT", null, "bc"));
  }

  @Test
  void whatIsUnfinishedAtTheEndIsALine() {
    LogAssembly assembly = new LogAssembly();
    assembly.addBytes(out("a"), 0);
    assembly.addBytes(err("b\n"), 1);
    assertThat(assembly.end(3))
        .containsExactly(new LogLine(1, 3, "OUT", null, "a"), new LogLine(2, 3, "ERR", null, "b"));
  }

  /**
   * Whatever the pieces are, going on at the offset of any line gives the lines with larger
   * offsets.
   */
  @Test
  void everyOffsetIsAPlaceToGoOn() {
    Random random = new Random(1);
    for (int run = 0; run < 500; run++) {
      List<LogMessage> pieces = pieces(random);
      List<LogLine> all = lines(pieces, 0);
      for (LogLine line : all) {
        List<String> rest =
            all.stream()
                .filter(other -> other.offset() > line.offset())
                .map(other -> other.source() + other.content() + other.offset())
                .toList();
        assertThat(lines(pieces, line.offset()))
            .extracting(other -> other.source() + other.content() + other.offset())
            .isEqualTo(rest);
      }
    }
  }

  private static List<LogMessage> pieces(Random random) {
    List<LogMessage> pieces = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(4); j >= 0; j--) {
        text.append("xy\n".charAt(random.nextInt(3)));
      }
      pieces.add(random.nextBoolean() ? out(text.toString()) : err(text.toString()));
    }
    return pieces;
  }

  /** The lines of the bytes from an offset. */
  private static List<LogLine> lines(List<LogMessage> pieces, long from) {
    LogAssembly assembly = new LogAssembly();
    List<LogLine> lines = new ArrayList<>();
    long offset = 0;
    for (LogMessage piece : pieces) {
      int skip = (int) Math.max(0, Math.min(piece.getContent().size(), from - offset));
      LogMessage rest = piece.toBuilder().setContent(piece.getContent().substring(skip)).build();
      lines.addAll(assembly.addBytes(rest, offset + skip));
      offset += piece.getContent().size();
    }
    lines.addAll(assembly.end(offset));
    return lines;
  }

  private static LogMessage out(String content) {
    return piece(StandardStream.OUT, content);
  }

  private static LogMessage err(String content) {
    return piece(StandardStream.ERR, content);
  }

  private static LogMessage piece(StandardStream stream, String content) {
    return LogMessage.newBuilder()
        .setStandardStream(stream)
        .setContent(ByteString.copyFromUtf8(content))
        .build();
  }
}
