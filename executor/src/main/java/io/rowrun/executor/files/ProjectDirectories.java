package io.rowrun.executor.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where the data directory holds what projects keep over their jobs: the project disk and the
 * datasets that jobs made.
 *
 * @param root the data directory, absolute
 */
public record ProjectDirectories(Path root) {
  public ProjectDirectories {
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException("not absolute: " + root);
    }
  }

  /** The disk that all jobs of the project share, which they know as {@code DS_PROJECT_HOME}. */
  public Path home(String projectId) {
    return root.resolve("projects").resolve(name(projectId)).resolve("home");
  }

  /** The content of a dataset, or where it would be. */
  public Path dataset(String projectId, String datasetId) {
    return datasets(projectId).resolve(datasetId);
  }

  /** The contents of all datasets of the project. */
  public Path datasets(String projectId) {
    return root.resolve("datasets").resolve(name(projectId));
  }

  /** Brings it to the disk which datasets the project has. */
  void forceDatasets(String projectId) throws IOException {
    ProjectFiles.force(datasets(projectId));
    ProjectFiles.force(root.resolve("datasets"));
    ProjectFiles.force(root);
  }

  /** The project's id, with bytes that mean something in a path written as {@code %XX}. */
  static String name(String projectId) {
    StringBuilder name = new StringBuilder();
    for (byte b : projectId.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || b == '-' || b == '_';
      name.append(plain ? (char) b + "" : String.format(Locale.ROOT, "%%%02X", b & 0xff));
    }
    return name.toString();
  }
}
