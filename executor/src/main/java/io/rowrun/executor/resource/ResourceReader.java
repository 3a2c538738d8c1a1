package io.rowrun.executor.resource;

import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.resource.ResourceFile.Entry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads {@code rowrun.yaml}. What it does not know, it refuses. */
final class ResourceReader {
  /** Ids are names of directories and words of other languages too. */
  private static final Pattern ID = Pattern.compile("(?!\\.\\.?$)[^/:\\s\\p{Cntrl}]{1,50}");

  private static final String RESERVED_VARS = "ROWRUN_";

  private ResourceReader() {}

  /**
   * Reads the text.
   *
   * @param file its name, for messages
   * @throws ExecutorException FAILED_PRECONDITION naming file and line
   */
  static ResourceFile read(String file, String text) {
    Optional<Node> root = root(file, text);
    if (root.isEmpty() || root.get().getTag().equals(Tag.NULL)) {
      return ResourceFile.EMPTY;
    }
    YamlSection all =
        new YamlSection(file, "", root.get())
            .only("mounts", "datasets", "docker-images", "secrets", "spark-connectors");
    Map<String, Entry<Secret>> secrets = entries(all, "secrets", ResourceReader::secret);
    return new ResourceFile(
        entries(all, "mounts", ResourceReader::mount),
        entries(all, "datasets", ResourceReader::dataset),
        entries(all, "docker-images", (id, section) -> dockerImage(id, section, secrets)),
        secrets,
        entries(all, "spark-connectors", ResourceReader::sparkConnector));
  }

  private static Optional<Node> root(String file, String text) {
    try {
      return new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw YamlSection.wrong(file, line, "no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw YamlSection.wrong(
          file, 1, "no YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** Reads one kind of resource. */
  private interface Reader<T> {
    T read(String id, YamlSection section);
  }

  private static <T> Map<String, Entry<T>> entries(YamlSection all, String kind, Reader<T> reader) {
    Map<String, Entry<T>> entries = new LinkedHashMap<>();
    YamlSection ofKind = all.section(kind);
    if (ofKind != null) {
      for (String id : ofKind.keys()) {
        if (!ID.matcher(id).matches()) {
          throw ofKind.wrong(
              id,
              ofKind.within(id)
                  + " is no id: 1 to 50 characters, none of them '/', ':', a space or a control"
                  + " character");
        }
        YamlSection section = ofKind.required(id);
        T resource = reader.read(id, section);
        entries.put(id, new Entry<>(resource, projects(section)));
      }
    }
    return entries;
  }

  private static @Nullable HashSet<String> projects(YamlSection section) {
    List<String> projects = section.texts("projects");
    return projects == null ? null : new HashSet<>(projects);
  }

  private static Mount mount(String id, YamlSection section) {
    section.only("path", "projects", "read-only");
    return new Mount(id, path(section, "path"), section.flag("read-only", false));
  }

  /** Datasets are never written after they were made. */
  private static Mount dataset(String id, YamlSection section) {
    section.only("path", "projects");
    return new Mount(id, path(section, "path"), true);
  }

  private static RegistryImage dockerImage(
      String id, YamlSection section, Map<String, Entry<Secret>> secrets) {
    section.only("image", "password-secret", "projects", "username");
    String username = section.text("username");
    String secret = section.text("password-secret");
    if (secret != null && username == null) {
      throw section.wrong(
          "password-secret", section.within("password-secret") + " needs a username");
    }
    if (secret != null && !secrets.containsKey(secret)) {
      throw section.wrong(
          "password-secret",
          section.within("password-secret")
              + " names '"
              + secret
              + "', which is no secret"
              + (secrets.isEmpty() ? "" : Nearest.hint(secret, secrets.keySet())));
    }
    return new RegistryImage(id, filled(section, "image"), username, secret);
  }

  private static Secret secret(String name, YamlSection section) {
    section.only("env", "file", "job-env", "projects", "value");
    boolean forJobs = section.flag("job-env", false);
    if (forJobs) {
      checkVariable(name, section, section.name());
    }
    int sources = 0;
    for (String source : List.of("value", "file", "env")) {
      sources += section.has(source) ? 1 : 0;
    }
    if (sources != 1) {
      throw section.wrong(section.name() + " needs one of 'value', 'file' and 'env'");
    }
    return new Secret(name, source(section), forJobs);
  }

  private static Secret.Source source(YamlSection section) {
    if (section.has("value")) {
      return new Secret.Source.Value(section.requiredText("value"));
    }
    return section.has("file")
        ? new Secret.Source.OfFile(path(section, "file"))
        : new Secret.Source.OfEnvironment(filled(section, "env"));
  }

  private static SparkConnector sparkConnector(String id, YamlSection section) {
    section.only("environment", "projects");
    Map<String, String> variables = new LinkedHashMap<>();
    YamlSection environment = section.section("environment");
    if (environment != null) {
      for (String name : environment.keys()) {
        checkVariable(name, environment, environment.within(name));
        variables.put(name, environment.requiredText(name));
      }
    }
    return new SparkConnector(id, variables);
  }

  private static void checkVariable(String name, YamlSection section, String what) {
    if (name.isEmpty()
        || name.indexOf('=') >= 0
        || name.indexOf('\0') >= 0
        || name.startsWith(RESERVED_VARS)) {
      throw section.wrong(
          name, what + ": '" + name.replace('\0', '?') + "' is no name of a variable of jobs");
    }
  }

  private static String filled(YamlSection section, String key) {
    String text = section.requiredText(key);
    if (text.isBlank()) {
      throw section.wrong(key, section.within(key) + " is empty");
    }
    return text;
  }

  private static Path path(YamlSection section, String key) {
    String text = filled(section, key);
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      // said below
    }
    throw section.wrong(key, section.within(key) + " must be an absolute path: '" + text + "'");
  }
}
