package io.rowrun.executor;

import io.rowrun.executor.job.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
      return Files.readString(file).strip();
    }
    String id = "n" + Ids.operation(Instant.now()).substring(1);
    Path draft = dataDirectory.resolve("node-id.new");
    Files.writeString(draft, id + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return id;
  }
}
