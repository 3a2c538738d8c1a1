package io.rowrun.executor.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rowrun.executor.store.ExecutionStore;
import io.rowrun.executor.store.Lease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that {@code JOB_PROGRESS_FILENAME} names: the program appends lines, or overwrites the
 * file with one, of the form {@code {"progress": 21, "message": "…", "create_time":
 * "2026-06-01T11:00:12+00:00"}}. The last whole line counts; what is no such line, or only half
 * written, is passed over. A progress below 0 counts as 0, one above 100 as 100; a time that is
 * none counts as not said.
 */
final class ProgressFile {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 64 * 1024;

  /** Two writes within so short a time may leave the same stamp. */
  private static final long UNSETTLED_MILLIS = 100;

  private static final int LAST_YEAR = 9999;

  private ProgressFile() {}

  /**
   * What a program says of itself.
   *
   * @param percent 0 to 100; null: not said
   * @param message null: not said
   * @param createdAt when the program says that it said so; null: not said
   * @param fileStamp tells whether the file has changed since; null: nobody can know yet
   */
  record Report(
      @Nullable Integer percent,
      @Nullable String message,
      @Nullable Instant createdAt,
      @Nullable Stamp fileStamp) {

    /** Writes it where clients see it. */
    void store(ExecutionStore executions, Lease lease, Instant now) {
      executions.progress(lease, percent, message, createdAt == null ? now : createdAt, now);
    }

    boolean saysTheSameAs(@Nullable Report other) {
      return other != null
          && new Report(percent, message, createdAt, other.fileStamp).equals(other);
    }
  }

  /** Size and time of the file: if both are the same, its content is taken to be. */
  record Stamp(long size, long modifiedMillis) {}

  /** The newest report; null if there is none, the last one if the file is as it was. */
  static @Nullable Report read(Path jobDirectory, @Nullable Report last) {
    Path file = jobDirectory.resolve("progress");
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Stamp stamp = new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis());
      if (!attributes.isRegularFile() || stamp.size() == 0) {
        return last;
      }
      if (last != null && stamp.equals(last.fileStamp())) {
        return last;
      }
      boolean settled = System.currentTimeMillis() - stamp.modifiedMillis() > UNSETTLED_MILLIS;
      return parse(tail(file, stamp.size()), settled ? stamp : null, last);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.debug("cannot read {}", file, e);
      return last;
    }
  }

  private static String tail(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(Math.max(0, size - MOST_BYTES));
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST_BYTES, size));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until full or at the end
      }
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
  }

  private static @Nullable Report parse(String text, @Nullable Stamp stamp, @Nullable Report last) {
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

  private static Report report(JsonNode line, @Nullable Stamp stamp) {
    JsonNode percent = line.get("progress");
    JsonNode message = line.get("message");
    return new Report(
        percent != null && percent.isNumber() ? percent(percent.asDouble()) : null,
        message != null && message.isTextual() ? message.asText() : null,
        createdAt(line.path("create_time").asText()),
        stamp);
  }

  private static int percent(double said) {
    return (int) Math.max(0, Math.min(100, said));
  }

  private static @Nullable Instant createdAt(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      return time.getYear() >= 1 && time.getYear() < LAST_YEAR ? time.toInstant() : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
