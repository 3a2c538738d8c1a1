package io.rowrun.executor.logs;

import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A file that tells of a job's run. It stays in the job's directory and goes with it; no other job
 * shares it.
 */
public enum LogFile {
  STDOUT("stdout.txt", "stdout"),
  STDERR("stderr.txt", "stderr"),
  SYSTEM_LOG(".system.log", "system.log"),
  USAGE(".docker_stats.tsv", "docker_stats.tsv"),
  GPU_USAGE(".gpu_stats.tsv", "gpu_stats.tsv");

  private static final int BLOCK_BYTES = 128 * 1024;

  private final String shownAs;
  private final String file;

  LogFile(String shownAs, String file) {
    this.shownAs = shownAs;
    this.file = file;
  }

  /** The name by which clients know it. */
  public String shownAs() {
    return shownAs;
  }

  /** Whether it is no log of the program but helps to find out what went wrong. */
  public boolean isDiagnostic() {
    return switch (this) {
      case STDOUT, STDERR -> false;
      case SYSTEM_LOG, USAGE, GPU_USAGE -> true;
    };
  }

  /** The file that clients know by that name. */
  public static Optional<LogFile> named(String name) {
    return Arrays.stream(values()).filter(file -> file.shownAs.equals(name)).findFirst();
  }

  /**
   * What the program wrote, as it stands; to be called when it writes no more. Empty if it never
   * ran. Reads the files.
   */
  public static List<StoredFile> logs(Path jobDirectory) throws IOException {
    return stored(jobDirectory, List.of(STDOUT, STDERR));
  }

  /** What helps to find out what went wrong, as far as there is any. Reads the files. */
  public static List<StoredFile> diagnostics(Path jobDirectory) throws IOException {
    List<StoredFile> all = stored(jobDirectory, List.of(SYSTEM_LOG, USAGE, GPU_USAGE));
    return all.stream().filter(file -> file.sizeBytes() > 0).toList();
  }

  /**
   * Opens the file of a job for reading.
   *
   * @throws NoSuchFileException if there is none, or not yet
   */
  public FileChannel open(Path jobDirectory) throws IOException {
    return in(jobDirectory).read();
  }

  OwnFile in(Path jobDirectory) {
    return new OwnFile(jobDirectory.resolve(file));
  }

  private static List<StoredFile> stored(Path jobDirectory, List<LogFile> files)
      throws IOException {
    List<StoredFile> stored = new ArrayList<>();
    for (LogFile file : files) {
      try (FileChannel channel = file.open(jobDirectory)) {
        stored.add(file.stored(channel));
      } catch (NoSuchFileException e) {
        continue;
      }
    }
    return stored;
  }

  private StoredFile stored(FileChannel channel) throws IOException {
    MessageDigest sha256 = sha256();
    ByteBuffer block =
        ByteBuffer.allocate((int) Math.max(1, Math.min(BLOCK_BYTES, channel.size() + 1)));
    long size = 0;
    while (channel.read(block) >= 0) {
      size += block.flip().remaining();
      sha256.update(block);
      block.clear();
    }
    return new StoredFile(
        shownAs, null, HexFormat.of().formatHex(sha256.digest()), size, Compression.NONE);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
