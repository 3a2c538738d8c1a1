package io.rowrun.calcite.config;

import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.Environment;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key {@code env}: variables, container image, Python. */
final class EnvironmentConfig {
  private EnvironmentConfig() {}

  /** Reads it into the job; returns the local Python modules that go with it. */
  static List<Path> read(
      @Nullable Yaml env,
      @Nullable Yaml cmd,
      Path root,
      Map<String, String> environment,
      JobParameters.Builder job) {
    if (env == null) {
      return List.of();
    }
    Section section = Section.of(env, "vars", "docker", "python");
    Environment.Builder wire = job.getEnvBuilder();
    section.ifThere("vars", vars -> wire.putAllVars(vars(vars, environment)));
    section.ifThere("docker", docker -> readDocker(docker, wire));
    Yaml python = section.get("python");
    return python == null
        ? List.of()
        : new PythonConfig(root, cmd == null ? "" : cmd.text(), job).read(python);
  }

  /** A list of NAME, taken from the environment here, and of NAME: value; or, of old, a map. */
  private static Map<String, String> vars(Yaml value, Map<String, String> environment) {
    if (value.isMap()) {
      return value.texts();
    }
    Map<String, String> vars = new LinkedHashMap<>();
    for (Yaml item : value.list()) {
      if (item.isMap()) {
        vars.putAll(item.texts());
      } else {
        vars.put(item.word(), own(item, environment));
      }
    }
    return vars;
  }

  private static String own(Yaml name, Map<String, String> environment) {
    String value = environment.get(name.word());
    if (value == null) {
      throw name.wrong(
          name.word()
              + " is to be taken from the environment, where it is not set; or give it a value: '"
              + name.word()
              + ": value'");
    }
    return value;
  }

  private static void readDocker(Yaml value, Environment.Builder env) {
    if (value.isText()) {
      env.setDockerImageResourceId(value.word());
      return;
    }
    Section section = Section.of(value, "image", "username", "password");
    DockerImageSpec.Builder image =
        DockerImageSpec.newBuilder().setImageUrl(section.required("image").word());
    section.ifThere("username", username -> image.setUsername(username.word()));
    section.ifThere(
        "password",
        password -> {
          if (password.isText()) {
            throw password.wrong(
                "must not stand here in clear text: name a secret of the project, {secret-id: NAME}");
          }
          image.setPasswordDsSecretName(
              Section.of(password, "secret-id").required("secret-id").word());
        });
    env.setDockerImageSpec(image);
  }
}
