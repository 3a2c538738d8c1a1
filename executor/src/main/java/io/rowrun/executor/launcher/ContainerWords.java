package io.rowrun.executor.launcher;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells people in a line how a task in a container ended, from what its directory says. */
final class ContainerWords {
  private static final int MOST_CHARACTERS = 500;

  private ContainerWords() {}

  /**
   * Why a container could not be started.
   *
   * @param log what the client of the engine said, as ISO 8859-1
   */
  static String notStarted(String log) {
    List<String> lines =
        new String(log.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
            .strip()
            .lines()
            .toList();
    String last = lines.isEmpty() ? "its engine does not say why" : lines.get(lines.size() - 1);
    if (last.contains("\"sh\"") && last.contains("not found")) {
      last = "the image has no shell: it needs sh or bash to run cmd";
    }
    return "the container could not be started: "
        + last.substring(0, Math.min(MOST_CHARACTERS, last.length()));
  }

  /**
   * That processes were killed.
   *
   * @param counted how many, and the limit in bytes if there is one
   */
  static String outOfMemory(String counted) {
    String[] words = counted.strip().split(" ");
    String limit = words.length > 1 ? " of its " + Long.parseLong(words[1]) + " bytes" : "";
    return "out of memory" + limit + ": the kernel killed " + words[0] + " of its processes";
  }
}
