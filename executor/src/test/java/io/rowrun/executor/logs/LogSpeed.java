package io.rowrun.executor.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/** Measures reading and following a log. A program, not a test; see LaunchCost. */
final class LogSpeed {
  private static final int BYTES = 100_000_000;

  private LogSpeed() {}

  public static void main(String[] arguments) throws IOException {
    Path job = Files.createTempDirectory(Path.of(arguments[0]), "log-speed");
    byte[] lines =
        "a line of eighty-eight bytes, as programs like to write them, again and again.\n"
            .repeat(BYTES / 80)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Files.createFile(job.resolve("stderr"));
    write(job, lines);
    for (int i = 0; i < 5; i++) {
      read(job, lines.length);
    }
    seek(job, lines.length);
    idle(job);
  }

  /** As a job that writes 64 KiB between two looks of its tailer. */
  private static void write(Path job, byte[] lines) throws IOException {
    LogTailer tailer = LogTailer.open(job, InstantSource.system());
    try (var out = Files.newOutputStream(job.resolve("stdout"))) {
      for (int at = 0; at < lines.length; at += 65_536) {
        out.write(lines, at, Math.min(65_536, lines.length - at));
        tailer.catchUp(false);
      }
    }
    tailer.catchUp(true);
  }

  private static void read(Path job, long expected) throws IOException {
    long start = System.nanoTime();
    long read = 0;
    try (LogReader reader = LogReader.open(job)) {
      for (List<LogChunk> chunks = reader.read(0, 1 << 20);
          !chunks.isEmpty();
          chunks = reader.read(read, 1 << 20)) {
        read = chunks.get(chunks.size() - 1).end();
      }
    }
    if (read != expected) {
      throw new IllegalStateException(read + " of " + expected);
    }
    System.out.printf("read %.0f MB/s%n", read * 1e3 / (System.nanoTime() - start));
  }

  private static void seek(Path job, int end) throws IOException {
    Random random = new Random(1);
    int seeks = 20_000;
    try (LogReader reader = LogReader.open(job)) {
      long start = System.nanoTime();
      for (int i = 0; i < seeks; i++) {
        reader.read(random.nextInt(end), 100);
      }
      System.out.printf("read at any offset %.1f us%n", (System.nanoTime() - start) / 1e3 / seeks);
    }
  }

  private static void idle(Path job) throws IOException {
    LogTailer tailer = LogTailer.open(job, InstantSource.system());
    int looks = 200_000;
    long start = System.nanoTime();
    for (int i = 0; i < looks; i++) {
      tailer.catchUp(false);
    }
    System.out.printf("idle look %.1f us%n", (System.nanoTime() - start) / 1e3 / looks);
  }
}
