package io.rowrun.executor.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
  @TempDir Path job;
  private LogTailer tailer;

  @BeforeEach
  void open() throws IOException {
    tailer = LogTailer.open(job, InstantSource.system());
  }

  @Test
  void aJobThatDidNotStartHasAnEmptyLog() throws IOException {
    assertThat(tailer.catchUp(false)).isZero();
    assertThat(all()).isEmpty();
    try (LogReader reader = LogReader.open(job)) {
      assertThat(reader.end()).isZero();
      write("stdout", "now\n");
      tailer.catchUp(false);
      assertThat(reader.end()).isEqualTo(4);
      assertThat(texts(reader.read(0, 100))).containsExactly("OUT now\n");
    }
  }

  @Test
  void linesStandInTheOrderInWhichTheyWereSeen() throws IOException {
    write("stdout", "one\n");
    tailer.catchUp(false);
    write("stderr", "two\n");
    tailer.catchUp(false);
    write("stdout", "three\nfour\n");
    assertThat(tailer.catchUp(false)).isEqualTo(19);

    assertThat(all()).containsExactly("OUT one\n", "ERR two\n", "OUT three\nfour\n");
  }

  @Test
  void whatIsSeenAtOnceIsOrderedByTheTimeOfItsLastWrite() throws IOException {
    write("stdout", "late\n");
    write("stderr", "early\n");
    Files.setLastModifiedTime(job.resolve("stderr"), FileTime.fromMillis(1_000_000));
    Files.setLastModifiedTime(job.resolve("stdout"), FileTime.fromMillis(2_000_000));
    tailer.catchUp(false);

    try (LogReader reader = LogReader.open(job)) {
      List<LogChunk> chunks = reader.read(0, 100);
      assertThat(texts(chunks)).containsExactly("ERR early\n", "OUT late\n");
      assertThat(chunks)
          .extracting(LogChunk::at)
          .containsExactly(Instant.ofEpochSecond(1000), Instant.ofEpochSecond(2000));
    }
  }

  @Test
  void whatTheServiceTellsStandsBetweenTheLinesOfTheProgram() throws IOException {
    SystemLog.append(job, "setting up\ndone");
    tailer.catchUp(false);
    write("stdout", "one\n");
    tailer.catchUp(false);
    SystemLog.append(job, "killed");
    write("stderr", "two");
    assertThat(tailer.catchUp(true)).isEqualTo(30);

    assertThat(all())
        .startsWith("SYSTEM setting up\ndone\n", "OUT one\n")
        .containsExactlyInAnyOrder(
            "SYSTEM setting up\ndone\n", "OUT one\n", "SYSTEM killed\n", "ERR two");
  }

  @Test
  void aLogFromBeforeTheServiceToldAnythingIsReadAndGoesOn() throws IOException {
    write("stdout", "one\n");
    write("stderr", "two\n");
    ByteBuffer index = ByteBuffer.allocate(48);
    index.putLong(0).putLong(0); // header
    index.putLong(4).putLong(1_000_000);
    index.putLong(8 | Long.MIN_VALUE).putLong(2_000_000);
    Files.write(job.resolve("log.idx"), index.array());

    LogTailer next = LogTailer.open(job, InstantSource.system());
    SystemLog.append(job, "three");
    assertThat(next.catchUp(true)).isEqualTo(14);

    assertThat(all()).containsExactly("OUT one\n", "ERR two\n", "SYSTEM three\n");
    assertThat(Arrays.copyOf(Files.readAllBytes(job.resolve("log.idx")), 48))
        .isEqualTo(index.array());
  }

  @Test
  void whatTheServiceTellsIsOneLineACallAndBounded() throws IOException {
    SystemLog.append(job.resolve("missing"), "no such job");
    assertThat(job.resolve("missing")).doesNotExist();

    SystemLog.append(job, "a\r\nb\rc\n\n");
    assertThat(job.resolve("system.log")).hasContent("a\nb\nc\n");

    SystemLog.append(job, "x".repeat(9 << 20));
    SystemLog.append(job, "too late");
    assertThat(Files.readString(job.resolve("system.log")))
        .endsWith("x\n(the system log is full; what follows is not kept)\n");
  }

  @Test
  void aPipeInPlaceOfTheSystemLogHoldsNobodyUp() throws Exception {
    Path elsewhere = job.resolve("elsewhere");
    Files.createSymbolicLink(job.resolve("system.log"), elsewhere);
    SystemLog.append(job, "not through a link");
    assertThat(elsewhere).doesNotExist();

    Files.delete(job.resolve("system.log"));
    new ProcessBuilder("mkfifo", job.resolve("system.log").toString()).start().waitFor();
    SystemLog.append(job, "into a pipe");
    write("stdout", "one\n");
    tailer.catchUp(true);
    assertThat(all()).containsExactly("OUT one\n");
  }

  @Test
  void aLineIsTakenOverWhenItIsComplete() throws IOException {
    write("stdout", "whole\nhal");
    assertThat(tailer.catchUp(false)).isEqualTo(6);
    write("stderr", "between\n");
    tailer.catchUp(false);
    write("stdout", "f\nlast");
    tailer.catchUp(false);
    tailer.catchUp(true);

    assertThat(all()).containsExactly("OUT whole\n", "ERR between\n", "OUT half\n", "OUT last");
  }

  @Test
  void onlyALineOfMoreThanAMebibyteIsCut() throws IOException {
    write("stdout", "x".repeat(1 << 20));
    assertThat(tailer.catchUp(false)).isZero();
    write("stdout", "y");
    assertThat(tailer.catchUp(false)).isEqualTo((1 << 20) + 1);
    write("stdout", "z\n");
    assertThat(tailer.catchUp(false)).isEqualTo((1 << 20) + 3);

    String text = String.join("", all()).replace("OUT ", "");
    assertThat(text).isEqualTo("x".repeat(1 << 20) + "yz\n");
  }

  @Test
  void bytesThatAreNoTextPassUnchanged() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    Files.write(job.resolve("stderr"), bytes);
    tailer.catchUp(true);

    assertThat(bytes(0, 7777)).isEqualTo(bytes);
  }

  @Test
  void everyOffsetIsACursor() throws IOException {
    byte[] whole = manyLines(1500);
    for (int offset = 0; offset <= whole.length; offset += 13) {
      assertThat(bytes(offset, 5000)).isEqualTo(Arrays.copyOfRange(whole, offset, whole.length));
    }
    try (LogReader reader = LogReader.open(job)) {
      Random random = new Random(1);
      for (int i = 0; i < 2000; i++) {
        int offset = random.nextInt(whole.length);
        LogChunk chunk = reader.read(offset, 1).get(0);
        assertThat(chunk.offset()).isEqualTo(offset);
        assertThat(chunk.bytes()).containsExactly(whole[offset]);
      }
      assertThat(reader.read(whole.length, 10)).isEmpty();
      assertThat(reader.read(Long.MAX_VALUE / 2, 10)).isEmpty();
    }
  }

  @Test
  void chunksFollowEachOtherAndStayBelowTheirLimits() throws IOException {
    write("stdout", "x".repeat(200_000) + "\n");
    tailer.catchUp(false);
    try (LogReader reader = LogReader.open(job)) {
      List<LogChunk> chunks = reader.read(0, 150_000);
      assertThat(chunks).extracting(c -> c.bytes().length).containsExactly(65536, 65536, 18928);
      assertThat(chunks).extracting(LogChunk::offset).containsExactly(0L, 65536L, 131072L);
      assertThat(chunks.get(2).end()).isEqualTo(150_000);
    }
  }

  @Test
  void anotherTailerGoesOnWhereTheLastOneStopped() throws IOException {
    write("stdout", "one\n");
    write("stderr", "two\nhal");
    tailer.catchUp(false);
    write("stdout", "while nobody looked\n");
    write("stderr", "f\n");

    LogTailer next = LogTailer.open(job, InstantSource.system());
    next.catchUp(true);

    assertThat(String.join("", all()).replaceAll("OUT |ERR ", ""))
        .hasSize(4 + 4 + 20 + 5)
        .contains("while nobody looked\n", "half\n");
  }

  @Test
  void anEntryThatACrashCutShortIsReplaced() throws IOException {
    byte[] whole = manyLines(300);
    for (int cut = 1; cut < 40; cut++) {
      try (FileChannel index = FileChannel.open(job.resolve("log.idx"), StandardOpenOption.WRITE)) {
        index.truncate(index.size() - cut);
      }
      LogTailer.open(job, InstantSource.system()).catchUp(true);
      assertThat(bytes(0, 1 << 20)).hasSize(whole.length);
    }
  }

  @Test
  void anIndexThatAPowerFailureSpoiltIsCutToWhatIsRight() throws IOException {
    write("stdout", "one\n");
    tailer.catchUp(false);
    Files.write(job.resolve("log.idx"), new byte[64], APPEND);
    write("stdout", "two\n");

    LogTailer.open(job, InstantSource.system()).catchUp(false);

    assertThat(all()).containsExactly("OUT one\n", "OUT two\n");
  }

  @Test
  void zerosStandForWhatAJobCutOffItsOwnStream() throws IOException {
    write("stdout", "one\ntwo\n");
    tailer.catchUp(false);
    Files.write(job.resolve("stdout"), "1".getBytes(UTF_8));

    assertThat(tailer.catchUp(true)).isEqualTo(8);
    assertThat(bytes(0, 100)).isEqualTo("1\0\0\0\0\0\0\0".getBytes(UTF_8));
  }

  @Test
  void aReaderKnowsWhenALogIsTakenFromUnderIt() throws IOException {
    write("stdout", "one\n");
    write("stderr", "two\n");
    tailer.catchUp(false);
    try (LogReader reader = LogReader.open(job)) {
      assertThat(texts(reader.read(0, 4))).containsExactly("OUT one\n");
      assertThat(reader.missesBytes()).isFalse();
      Files.delete(job.resolve("stdout"));
      Files.delete(job.resolve("stderr"));
      assertThat(texts(reader.read(0, 4))).containsExactly("OUT one\n");
      assertThat(reader.missesBytes()).isFalse();
      reader.read(4, 4);
      assertThat(reader.missesBytes()).isTrue();
    }
  }

  @Test
  void anIdleRoundDoesNotTouchTheIndex() throws IOException {
    write("stdout", "one\nhalf");
    tailer.catchUp(false);
    Files.delete(job.resolve("log.idx"));

    assertThat(tailer.catchUp(false)).isEqualTo(4);
    assertThat(job.resolve("log.idx")).doesNotExist();
  }

  @Test
  void readersReadWhileTheJobWrites() throws Exception {
    int lines = 20_000;
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeLines(lines));
    CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> follow(writer));
    CompletableFuture<byte[]> again = CompletableFuture.supplyAsync(() -> follow(writer));
    while (!writer.isDone()) {
      tailer.catchUp(false);
    }
    tailer.catchUp(true);
    Files.createFile(job.resolve("done"));

    byte[] whole = read.get(60, TimeUnit.SECONDS);
    assertThat(again.get(60, TimeUnit.SECONDS)).isEqualTo(whole);
    assertThat(new String(whole, UTF_8).lines().filter(line -> line.startsWith("out")))
        .containsExactlyElementsOf(expected("out", lines));
    assertThat(new String(whole, UTF_8).lines().filter(line -> line.startsWith("err")))
        .containsExactlyElementsOf(expected("err", lines));
  }

  private byte[] manyLines(int rounds) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    Random random = new Random(3);
    for (int i = 0; i < rounds; i++) {
      String line = "line " + i + "x".repeat(random.nextInt(9)) + "\n";
      if (i % 5 == 2) {
        SystemLog.append(job, line);
      } else {
        write(random.nextInt(3) == 0 ? "stderr" : "stdout", line);
      }
      tailer.catchUp(false);
      whole.writeBytes(line.getBytes(UTF_8));
    }
    return whole.toByteArray();
  }

  private void writeLines(int lines) {
    try (FileChannel out = FileChannel.open(job.resolve("stdout"), CREATE, APPEND);
        FileChannel err = FileChannel.open(job.resolve("stderr"), CREATE, APPEND)) {
      for (int i = 0; i < lines; i++) {
        out.write(UTF_8.encode("out " + i + "\n"));
        err.write(UTF_8.encode("err " + i + "\n"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] follow(CompletableFuture<Void> writer) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (LogReader reader = LogReader.open(job)) {
      while (true) {
        boolean done = Files.exists(job.resolve("done"));
        List<LogChunk> chunks = reader.read(whole.size(), 1 << 20);
        chunks.forEach(chunk -> whole.writeBytes(chunk.bytes()));
        if (done && chunks.isEmpty() || writer.isCompletedExceptionally()) {
          return whole.toByteArray();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> expected(String stream, int lines) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      expected.add(stream + " " + i);
    }
    return expected;
  }

  private void write(String file, String text) throws IOException {
    Files.write(job.resolve(file), text.getBytes(UTF_8), CREATE, APPEND);
  }

  private List<String> all() throws IOException {
    try (LogReader reader = LogReader.open(job)) {
      return texts(reader.read(0, 1 << 30));
    }
  }

  private byte[] bytes(long from, int step) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (LogReader reader = LogReader.open(job)) {
      for (List<LogChunk> chunks = reader.read(from, step);
          !chunks.isEmpty();
          chunks = reader.read(from + bytes.size(), step)) {
        chunks.forEach(chunk -> bytes.writeBytes(chunk.bytes()));
      }
    }
    return bytes.toByteArray();
  }

  private static List<String> texts(List<LogChunk> chunks) {
    return chunks.stream().map(c -> c.source() + " " + new String(c.bytes(), UTF_8)).toList();
  }
}
