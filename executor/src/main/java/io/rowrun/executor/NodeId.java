package io.rowrun.executor;

import io.rowrun.executor.job.Ids;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * The name under which a data directory's node leases executions: made once, kept in {@code
 * node-id}, so that a restarted node takes back what it held.
 */
final class NodeId {
  private NodeId() {}

  static String of(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve("node-id");
    if (Files.exists(file)) {
      return read(file);
    }
    String id = "n" + Ids.operation(Instant.now()).substring(1);
    Path draft = dataDirectory.resolve("node-id.new");
    Files.writeString(draft, id + "\n");
    force(draft);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    force(dataDirectory);
    return id;
  }

  /** Under another name nobody would ever look after what the node held. */
  private static String read(Path file) throws IOException {
    String id = Files.readString(file).strip();
    if (id.isEmpty()) {
      throw new IOException(file + " is empty: it should hold the name of this node");
    }
    return id;
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
