package io.rowrun.executor.resource;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The resources of {@code rowrun.yaml} in the data directory. The file is read when it is first
 * needed and again whenever it has changed; where there is none, there are no resources.
 * Thread-safe.
 *
 * <p>Every method throws an {@link ExecutorException} FAILED_PRECONDITION that names file and line
 * if the file is there and is not right.
 */
public final class Resources {
  private final Path file;

  // guarded by this
  private ResourceFile content = ResourceFile.EMPTY;
  private @Nullable Stamp stamp;

  private Resources(Path file) {
    this.file = file;
  }

  /** The resources that a data directory configures. */
  public static Resources of(Path dataDirectory) {
    return new Resources(dataDirectory.toAbsolutePath().resolve("rowrun.yaml"));
  }

  /** What an id of {@code s3_mount_ids} means in the project; empty: nothing. */
  public Optional<Mount> mount(String projectId, String id) {
    return ResourceFile.find(content().mounts(), projectId, id);
  }

  /**
   * What an id of {@code dataset_ids} means in the project by configuration; empty: nothing, though
   * a job may have made a dataset of that id.
   */
  public Optional<Mount> dataset(String projectId, String id) {
    return ResourceFile.find(content().datasets(), projectId, id);
  }

  /** What a {@code docker_image_resource_id} means in the project; empty: nothing. */
  public Optional<RegistryImage> dockerImage(String projectId, String id) {
    return ResourceFile.find(content().dockerImages(), projectId, id);
  }

  /**
   * The value of a secret of the project; empty: there is none of that name. It goes to whom it is
   * for and nowhere else: into no message, log or store.
   *
   * @throws ExecutorException FAILED_PRECONDITION also if the value stands elsewhere and cannot be
   *     read there; the message names the secret
   */
  public Optional<String> secret(String projectId, String name) {
    return ResourceFile.find(content().secrets(), projectId, name).map(Secret::value);
  }

  /** What the {@code connector_id} of Spark parameters means in the project; empty: nothing. */
  public Optional<SparkConnector> sparkConnector(String projectId, String id) {
    return ResourceFile.find(content().sparkConnectors(), projectId, id);
  }

  /**
   * The secrets that every job of the project gets as environment variables, by name.
   *
   * @throws ExecutorException as {@link #secret}
   */
  public Map<String, String> jobSecrets(String projectId) {
    Map<String, String> values = new LinkedHashMap<>();
    new TreeMap<>(content().secrets())
        .forEach(
            (name, entry) -> {
              if (entry.resource().forJobs() && entry.isFor(projectId)) {
                values.put(name, entry.resource().value());
              }
            });
    return values;
  }

  /** What is wrong with the file, in one line; empty: nothing, or there is none. */
  public Optional<String> trouble() {
    try {
      content();
      return Optional.empty();
    } catch (ExecutorException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private synchronized ResourceFile content() {
    try {
      Stamp now = Stamp.of(file);
      if (!now.equals(stamp)) {
        content = ResourceReader.read(file.getFileName().toString(), Files.readString(file));
        stamp = now;
      }
    } catch (NoSuchFileException e) {
      content = ResourceFile.EMPTY;
      stamp = null;
    } catch (IOException e) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "the resources of this server cannot be read: " + file.getFileName() + ": " + reason(e),
          e);
    }
    return content;
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.charset.CharacterCodingException
        ? "it is not UTF-8"
        : e.getClass().getSimpleName();
  }

  /** Tells one content of the file from another. */
  private record Stamp(long modifiedNanos, long sizeBytes, @Nullable Object key) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
          attributes.size(),
          attributes.fileKey());
    }
  }
}
