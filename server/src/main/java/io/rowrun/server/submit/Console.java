package io.rowrun.server.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/**
 * What the user sees: the program's output as it is, on stdout and stderr, and our own words on
 * stderr between them. On a terminal there is also one line, the last, that tells how it goes;
 * elsewhere that line is printed now and then. Thread-safe.
 */
final class Console {
  private static final String ERASE_LINE = "\r\033[K";
  private static final long PLAIN_PAUSE_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  @GuardedBy("this")
  private boolean errAtLineStart = true;

  @GuardedBy("this")
  private String shown = "";

  @GuardedBy("this")
  private long lastPlainNanos = System.nanoTime();

  Console(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Of this process; the rowrun script tells whether stderr is a terminal. */
  static Console ofProcess() {
    return new Console(System.out, System.err, Boolean.getBoolean("rowrun.terminal"));
  }

  /** A line of our own. */
  synchronized void say(String line) {
    hide();
    beginLine();
    err.println(line);
    err.flush();
  }

  /** A result of ours, for programs to read. */
  synchronized void print(String line) {
    hide();
    out.println(line);
    out.flush();
  }

  /** How it goes at the moment. */
  synchronized void progress(String line) {
    if (!terminal) {
      progressInLines(line);
    } else if (!line.equals(shown)) {
      hide();
      beginLine();
      err.print(line);
      err.flush();
      shown = line;
    }
  }

  @GuardedBy("this")
  private void progressInLines(String line) {
    long now = System.nanoTime();
    if (!line.equals(shown) && now - lastPlainNanos > PLAIN_PAUSE_NANOS) {
      lastPlainNanos = now;
      shown = line;
      beginLine();
      err.println(line);
      err.flush();
    }
  }

  /** What the program wrote to stdout. */
  synchronized void programOut(ByteString bytes) {
    hide();
    write(out, bytes);
  }

  /** What the program wrote to stderr. */
  synchronized void programErr(ByteString bytes) {
    if (bytes.isEmpty()) {
      return;
    }
    hide();
    write(err, bytes);
    errAtLineStart = bytes.byteAt(bytes.size() - 1) == '\n';
  }

  /** What the service wrote about the job, marked as its own. */
  synchronized void system(ByteString bytes) {
    bytes.toString(UTF_8).lines().forEach(line -> say("[SYS] " + line));
  }

  @GuardedBy("this")
  private void hide() {
    if (terminal && !shown.isEmpty()) {
      err.print(ERASE_LINE);
      err.flush();
      shown = "";
    }
  }

  @GuardedBy("this")
  private void beginLine() {
    if (!errAtLineStart) {
      err.println();
      errAtLineStart = true;
    }
  }

  private static void write(PrintStream stream, ByteString bytes) {
    try {
      bytes.writeTo(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stream.flush();
  }
}
