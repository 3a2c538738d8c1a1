package io.rowrun.executor.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The end of what a process wrote, as one line for people. */
final class LastLines {
  private static final int MOST_LINES = 5;
  private static final int MOST_BYTES = 2000;

  private LastLines() {}

  /** The last lines of the file that are not blank; words that say so if there are none. */
  static String of(Path file) throws IOException {
    List<String> lines =
        tail(file).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.isEmpty()
        ? "it wrote nothing"
        : String.join(" | ", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  private static String tail(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
      channel.position(Math.max(0, channel.size() - MOST_BYTES));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until full or at the end
      }
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
