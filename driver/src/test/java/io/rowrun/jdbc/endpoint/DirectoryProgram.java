package io.rowrun.jdbc.endpoint;

import io.rowrun.executor.ExecutorOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that has a data directory open; each line of its input is a call, answered by a line.
 */
final class DirectoryProgram {
  private DirectoryProgram() {}

  public static void main(String[] arguments) throws IOException {
    try (DirectoryBackend backend =
            DirectoryBackend.open(Path.of(arguments[0]), ExecutorOptions.defaults());
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("open");
      while (in.readLine() != null) {
        System.out.println(
            Channels.answers(backend.channel(), Duration.ofSeconds(20)) ? "answered" : "lost");
      }
    }
  }
}
