package io.rowrun.calcite.datasphere;

import com.google.protobuf.Duration;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.PythonEnv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** The config.yaml of the vendor's client. All scalars are texts, as that client reads them. */
final class ConfigYaml {
  private static final Map<String, Integer> SIGNALS =
      Map.of("SIGHUP", 1, "SIGINT", 2, "SIGUSR1", 10, "SIGUSR2", 12, "SIGTERM", 15);
  private static final Pattern DURATION_PART = Pattern.compile("(\\d+)(ms|d|h|m|s)");

  private final Path root;
  private final CreateProjectJobRequest.Builder request;
  private final JobParameters.Builder job;

  private ConfigYaml(Path root, CreateProjectJobRequest.Builder request) {
    this.root = root;
    this.request = request;
    this.job = request.getJobParametersBuilder();
  }

  /**
   * Reads a config into a request.
   *
   * @param root where files that it names are looked up
   */
  static void read(String yaml, Path root, CreateProjectJobRequest.Builder request) {
    LoadSettings settings = LoadSettings.builder().setSchema(new FailsafeSchema()).build();
    Object document;
    try {
      document = new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw invalid("is no YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    new ConfigYaml(root, request).read(map("config", document));
  }

  private void read(Map<String, Object> config) {
    config.forEach(this::readKey);
  }

  private void readKey(String key, @Nullable Object value) {
    switch (key) {
      case "name" -> request.setName(text(key, value));
      case "desc", "description" -> request.setDesc(text(key, value));
      case "cmd" -> job.setCmd(text(key, value).strip());
      case "args" -> Submission.setArguments(job, texts(key, value));
      case "inputs" -> Submission.setInputs(job, files(key, value));
      case "outputs" -> job.clearOutputFiles().addAllOutputFiles(files(key, value));
      case "env" -> map(key, value).forEach(this::readEnv);
      case "flags" -> list(key, value).forEach(flag -> readFlag(text(key, flag)));
      case "cloud-instance-type", "cloud-instance-types" ->
          Submission.setInstanceTypes(
              job, list(key, value).stream().map(name -> text(key, name)).toList());
      case "graceful-shutdown" -> job.setGracefulShutdownParameters(shutdown(map(key, value)));
      case "s3-mounts", "datasets", "output-datasets", "working-storage", "spark" ->
          throw new RowrunSqlException("0A000", "config: " + key + " is not supported");
      default -> throw invalid("has the unknown key " + key);
    }
  }

  private void readEnv(String key, @Nullable Object value) {
    switch (key) {
      case "vars" -> job.getEnvBuilder().clearVars().putAllVars(vars(value));
      case "docker" -> readDocker(value);
      case "python" -> readPython(value);
      default -> throw invalid("has the unknown key env." + key);
    }
  }

  /** A list of NAME, taken from this process's environment, and of NAME: value; or a map. */
  private static Map<String, String> vars(@Nullable Object value) {
    if (value instanceof Map) {
      return texts("env.vars", value);
    }
    Map<String, String> vars = new LinkedHashMap<>();
    for (Object item : list("env.vars", value)) {
      if (item instanceof Map) {
        vars.putAll(texts("env.vars", item));
      } else {
        String name = text("env.vars", item);
        String own = System.getenv(name);
        if (own == null) {
          throw invalid("wants env.vars " + name + " from the environment, where it is not set");
        }
        vars.put(name, own);
      }
    }
    return vars;
  }

  private void readDocker(@Nullable Object value) {
    if (value instanceof String id) {
      job.getEnvBuilder().setDockerImageResourceId(id);
      return;
    }
    DockerImageSpec.Builder image = DockerImageSpec.newBuilder();
    map("env.docker", value)
        .forEach(
            (key, part) -> {
              switch (key) {
                case "image" -> image.setImageUrl(text("env.docker.image", part));
                case "username" -> image.setUsername(text("env.docker.username", part));
                case "password" ->
                    image.setPasswordDsSecretName(
                        texts("env.docker.password", part).getOrDefault("secret-id", ""));
                default -> throw invalid("has the unknown key env.docker." + key);
              }
            });
    job.getEnvBuilder().setDockerImageSpec(image);
  }

  private void readPython(@Nullable Object value) {
    if ("auto".equals(value)) {
      return;
    }
    PythonEnv.Builder python = job.getEnvBuilder().getPythonEnvBuilder();
    map("env.python", value)
        .forEach(
            (key, part) -> {
              switch (key) {
                case "type" -> {}
                case "version" -> python.setPythonVersion(text("env.python.version", part));
                case "requirements-file" ->
                    python.clearRequirements().addAllRequirements(requirements(text(key, part)));
                case "pip", "root-paths", "root-path", "local-paths" ->
                    throw new RowrunSqlException(
                        "0A000", "config: env.python." + key + " is not supported");
                default -> throw invalid("has the unknown key env.python." + key);
              }
            });
  }

  private List<String> requirements(String file) {
    try {
      return Files.readAllLines(root.resolve(file)).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw invalid("names the requirements file " + file + ", which cannot be read");
    }
  }

  private void readFlag(String flag) {
    if (!flag.equals("attach-project-disk")) {
      throw invalid("has the unknown flag " + flag);
    }
    job.setAttachProjectDisk(true);
  }

  private static GracefulShutdownParameters shutdown(Map<String, Object> config) {
    GracefulShutdownParameters.Builder shutdown = GracefulShutdownParameters.newBuilder();
    config.forEach(
        (key, value) -> {
          switch (key) {
            case "signal" -> {
              String name = text("graceful-shutdown.signal", value);
              Integer number = SIGNALS.get(name);
              if (number == null) {
                throw invalid("has the unknown signal " + name);
              }
              shutdown.setSignal(number);
            }
            case "timeout" ->
                shutdown.setTimeout(duration(text("graceful-shutdown.timeout", value)));
            default -> throw invalid("has the unknown key graceful-shutdown." + key);
          }
        });
    return shutdown.build();
  }

  /** Days, hours, minutes, seconds and milliseconds, as in 1d2h3m4s5ms. */
  private static Duration duration(String text) {
    Matcher parts = DURATION_PART.matcher(text);
    long millis = 0;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      long number = Long.parseLong(parts.group(1));
      millis +=
          number
              * switch (parts.group(2)) {
                case "d" -> 86_400_000L;
                case "h" -> 3_600_000L;
                case "m" -> 60_000L;
                case "s" -> 1000L;
                default -> 1L;
              };
      end = parts.end();
    }
    if (end == 0 || end != text.length()) {
      throw invalid("has the duration '" + text + "', which is none such as 1m30s");
    }
    return Duration.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }

  /** Items {@code path}, {@code path: VAR} or {@code path: {var: VAR}}. */
  private static List<FileDesc> files(String key, @Nullable Object value) {
    List<FileDesc> files = new ArrayList<>();
    for (Object item : list(key, value)) {
      if (item instanceof Map) {
        map(key, item)
            .forEach(
                (path, var) -> {
                  String name =
                      var instanceof Map ? texts(key, var).getOrDefault("var", "") : text(key, var);
                  files.add(FileDesc.newBuilder().setPath(path).setVar(name).build());
                });
      } else {
        files.add(FileDesc.newBuilder().setPath(text(key, item)).build());
      }
    }
    return files;
  }

  private static String text(String key, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw invalid("wants a text for " + key);
  }

  private static Map<String, String> texts(String key, @Nullable Object value) {
    Map<String, String> texts = new LinkedHashMap<>();
    map(key, value).forEach((name, item) -> texts.put(name, text(key + "." + name, item)));
    return texts;
  }

  private static Map<String, Object> map(String key, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw invalid("wants a map for " + key);
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    map.forEach((name, item) -> entries.put(String.valueOf(name), item));
    return entries;
  }

  /** A list; a single text counts as a list of one. */
  private static List<?> list(String key, @Nullable Object value) {
    if (value instanceof String) {
      return List.of(value);
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw invalid("wants a list for " + key);
  }

  private static RowrunSqlException invalid(String what) {
    return new RowrunSqlException("22023", "config " + what);
  }
}
