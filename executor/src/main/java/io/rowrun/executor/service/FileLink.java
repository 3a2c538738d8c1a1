package io.rowrun.executor.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rowrun.proto.v1.FileKind;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * What a URL of a file permits: one deed on one file of one job until some time.
 *
 * @param expires from when on it permits nothing; whole seconds
 * @param sha256 of the bytes to send; empty for a file to fetch
 * @param sizeBytes of the bytes to send; 0 for a file to fetch
 * @param path as the job names the file
 */
record FileLink(
    Deed deed,
    Instant expires,
    String projectId,
    String jobId,
    FileKind kind,
    String sha256,
    long sizeBytes,
    String path) {
  private static final int PARTS = 8;

  /** What may be done. */
  enum Deed {
    SEND,
    FETCH
  }

  /** As letters, digits, {@code -} and {@code _}. */
  String encode() {
    List<String> parts =
        List.of(
            deed.name(),
            Long.toString(expires.getEpochSecond()),
            projectId,
            jobId,
            kind.name(),
            sha256,
            Long.toString(sizeBytes),
            path);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join("\n", parts).getBytes(UTF_8));
  }

  /** The link of which {@link #encode} made this text; the path, last, may hold line ends. */
  static FileLink decode(String text) {
    String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split("\n", PARTS);
    return new FileLink(
        Deed.valueOf(parts[0]),
        Instant.ofEpochSecond(Long.parseLong(parts[1])),
        parts[2],
        parts[3],
        FileKind.valueOf(parts[4]),
        parts[5],
        Long.parseLong(parts[6]),
        parts[7]);
  }
}
