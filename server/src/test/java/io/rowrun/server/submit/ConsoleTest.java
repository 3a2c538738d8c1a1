package io.rowrun.server.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void ourWordsBeginALineOfTheirOwn() {
    Console console = console(false);
    console.programErr(ByteString.copyFromUtf8("no line end"));
    console.say("ours");
    console.system(ByteString.copyFromUtf8("a\nb\n"));
    assertThat(err.toString(UTF_8)).isEqualTo("no line end\nours\n[SYS] a\n[SYS] b\n");
  }

  @Test
  void onATerminalProgressIsOneLineThatGoesAwayForEverythingElse() {
    Console console = console(true);
    console.progress("1 %");
    console.progress("1 %");
    console.progress("2 %");
    console.programOut(ByteString.copyFromUtf8("x\n"));
    console.progress("2 %");
    console.say("done");
    assertThat(err.toString(UTF_8)).isEqualTo("1 %\r\033[K2 %\r\033[K2 %\r\033[Kdone\n");
    assertThat(out.toString(UTF_8)).isEqualTo("x\n");
  }

  @Test
  void elsewhereProgressIsNoFlood() {
    Console console = console(false);
    for (int i = 0; i < 100; i++) {
      console.progress(i + " %");
    }
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  private Console console(boolean terminal) {
    return new Console(
        new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), terminal);
  }
}
