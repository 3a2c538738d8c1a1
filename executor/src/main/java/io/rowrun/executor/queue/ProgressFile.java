package io.rowrun.executor.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that {@code JOB_PROGRESS_FILENAME} names: the program appends lines, or overwrites the
 * file with one, of the form {@code {"progress": 21, "message": "…"}}. The last whole line counts;
 * what is no such line is passed over.
 */
final class ProgressFile {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 64 * 1024;

  private ProgressFile() {}

  /**
   * What a program says of itself.
   *
   * @param percent 0 to 100; null: not said
   * @param message null: not said
   * @param fileStamp tells whether the file has changed since
   */
  record Report(@Nullable Integer percent, @Nullable String message, Stamp fileStamp) {}

  /** Size and time of the file: if both are the same, its content is taken to be. */
  record Stamp(long size, long modifiedMillis) {}

  /** The newest report; null if there is none, the last one if the file is as it was. */
  static @Nullable Report read(Path jobDirectory, @Nullable Report last) {
    Path file = jobDirectory.resolve("progress");
    try {
      Stamp stamp = new Stamp(Files.size(file), Files.getLastModifiedTime(file).toMillis());
      if (stamp.size() == 0 || (last != null && last.fileStamp().equals(stamp))) {
        return last;
      }
      return parse(tail(file, stamp.size()), stamp, last);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.debug("cannot read {}", file, e);
      return last;
    }
  }

  private static String tail(Path file, long size) throws IOException {
    try (var channel = Files.newByteChannel(file)) {
      channel.position(Math.max(0, size - MOST_BYTES));
      var bytes = java.nio.ByteBuffer.allocate(MOST_BYTES);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until full or at the end
      }
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
  }

  private static @Nullable Report parse(String text, Stamp stamp, @Nullable Report last) {
    String[] lines = text.strip().split("\n");
    for (int i = lines.length - 1; i >= 0; i--) {
      JsonNode line = objectOrNull(lines[i]);
      if (line != null) {
        return report(line, stamp);
      }
    }
    JsonNode whole = objectOrNull(text); // one object over several lines
    return whole == null ? last : report(whole, stamp);
  }

  /** Null if the text is half written, or none of ours. */
  private static @Nullable JsonNode objectOrNull(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static Report report(JsonNode line, Stamp stamp) {
    JsonNode percent = line.get("progress");
    JsonNode message = line.get("message");
    return new Report(
        percent != null && percent.isNumber() ? Math.max(0, Math.min(100, percent.asInt())) : null,
        message != null && message.isTextual() ? message.asText() : null,
        stamp);
  }
}
