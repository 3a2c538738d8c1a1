package io.rowrun.executor.resource;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@code rowrun.yaml} says, by kind and id. Immutable. */
record ResourceFile(
    Map<String, Entry<Mount>> mounts,
    Map<String, Entry<Mount>> datasets,
    Map<String, Entry<RegistryImage>> dockerImages,
    Map<String, Entry<Secret>> secrets,
    Map<String, Entry<SparkConnector>> sparkConnectors) {
  static final ResourceFile EMPTY =
      new ResourceFile(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  ResourceFile {
    mounts = Map.copyOf(mounts);
    datasets = Map.copyOf(datasets);
    dockerImages = Map.copyOf(dockerImages);
    secrets = Map.copyOf(secrets);
    sparkConnectors = Map.copyOf(sparkConnectors);
  }

  /**
   * A resource and who may use it.
   *
   * @param projects ids; null: all projects
   */
  record Entry<T>(T resource, @Nullable Set<String> projects) {
    Entry {
      projects = projects == null ? null : Set.copyOf(projects);
    }

    boolean isFor(String projectId) {
      return projects == null || projects.contains(projectId);
    }
  }

  static <T> Optional<T> find(Map<String, Entry<T>> entries, String projectId, String id) {
    return Optional.ofNullable(entries.get(id))
        .filter(entry -> entry.isFor(projectId))
        .map(Entry::resource);
  }
}
