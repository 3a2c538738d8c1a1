package io.rowrun.executor.launcher;

import io.rowrun.executor.job.DockerImage;
import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.resource.RegistryImage;
import io.rowrun.executor.resource.Resources;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The images that jobs ask for, by address or by an id of this server's resources. Thread-safe. */
public final class JobImages {
  private static final String SPEC = "env.docker_image_spec";
  private static final String BY_ID = "env.docker_image_resource_id";

  private final Resources resources;
  private final ContainerEngines engines;

  public JobImages(Resources resources, ContainerEngines engines) {
    this.resources = resources;
    this.engines = engines;
  }

  ContainerEngines engines() {
    return engines;
  }

  /**
   * Checks what a new job asks for; nothing if it asks for no image.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the field; FAILED_PRECONDITION if this host
   *     cannot run containers, or the resources of this server cannot be read
   */
  public void check(String projectId, Environment environment) {
    Optional<ContainerImage> image = of(projectId, environment);
    if (image.isPresent()) {
      String field = field(environment);
      ImageName.parse(field, image.get().url());
      engines.engine(field);
    }
  }

  /**
   * The image of a job with the login to its registry; empty: it runs on the host itself.
   *
   * @throws ExecutorException INVALID_ARGUMENT if what it names is not known (any more);
   *     FAILED_PRECONDITION if the resources of this server cannot be read
   */
  public Optional<ContainerImage> of(String projectId, Environment environment) {
    DockerImage spec = environment.dockerImage();
    String id = environment.dockerImageId();
    if (spec != null) {
      return Optional.of(ofSpec(projectId, spec));
    }
    return id == null ? Optional.empty() : Optional.of(ofId(projectId, id));
  }

  /** Whether a container can be held to processors and memory here. */
  public boolean limitsTakeEffect() {
    return engines.engine("a container").limitsTakeEffect();
  }

  private ContainerImage ofSpec(String projectId, DockerImage spec) {
    @Nullable String secret = spec.passwordSecretName();
    @Nullable String password =
        secret == null
            ? spec.password()
            : secret(projectId, SPEC + ".password_ds_secret_name", secret);
    if (spec.username().isEmpty() != (password == null || password.isEmpty())) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          spec.username().isEmpty()
              ? SPEC + ".username is required beside a password"
              : SPEC + " needs a password for the username '" + spec.username() + "'");
    }
    return image(SPEC, spec.url(), spec.username(), password);
  }

  private ContainerImage ofId(String projectId, String id) {
    RegistryImage image =
        resources
            .dockerImage(projectId, id)
            .orElseThrow(
                () ->
                    new ExecutorException(
                        ErrorCode.INVALID_ARGUMENT,
                        BY_ID + ": '" + id + "' is not the id of a docker image of the project"));
    @Nullable String name = image.passwordSecret();
    return image(
        BY_ID + " '" + id + "'",
        image.image(),
        image.username() == null ? "" : image.username(),
        name == null ? null : secret(projectId, BY_ID + " '" + id + "'", name));
  }

  /** A login is sent as one line, its parts apart by a colon. */
  private static ContainerImage image(
      String field, String url, String username, @Nullable String password) {
    if (username.isEmpty()) {
      return new ContainerImage(url, null, null);
    }
    if (username.indexOf(':') >= 0 || username.chars().anyMatch(c -> c < ' ')) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          field + ".username cannot hold a colon or control characters");
    }
    return new ContainerImage(url, username, password);
  }

  private String secret(String projectId, String field, String name) {
    return resources
        .secret(projectId, name)
        .orElseThrow(
            () ->
                new ExecutorException(
                    ErrorCode.INVALID_ARGUMENT,
                    field + ": '" + name + "' is not the name of a secret of the project"));
  }

  private static String field(Environment environment) {
    return environment.dockerImage() != null
        ? SPEC + ".image_url"
        : BY_ID + " '" + environment.dockerImageId() + "'";
  }
}
