package io.rowrun.executor.launcher;

import io.rowrun.executor.environment.SetUp;
import io.rowrun.executor.environment.Surroundings;
import io.rowrun.executor.job.Job;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees to it that the image of a job is there before its program starts, besides all that others
 * see to. An image is pulled if this host does not have it, and, where the job logs in to the
 * registry, in any case: so nobody runs an image that was pulled with the login of another. The
 * login stands in a file of the set-up that only this user reads and that goes with it.
 * Thread-safe.
 */
public final class PulledImages implements Surroundings {
  private static final String SCRIPT = "pull.sh";
  private static final String LOGIN = "config.json"; // docker wants this name
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  /** Under this name the engines' clients keep the login of Docker Hub. */
  private static final String DOCKER_HUB_LOGIN = "https://index.docker.io/v1/";

  private final JobImages images;
  private final Surroundings others;

  public PulledImages(JobImages images, Surroundings others) {
    this.images = images;
    this.others = others;
  }

  @Override
  public List<SetUp> setUps(Job job) {
    Optional<ContainerImage> image = images.of(job.projectId(), job.parameters().environment());
    if (image.isEmpty()) {
      return others.setUps(job);
    }
    List<SetUp> all = new ArrayList<>();
    all.add(pull(image.get()));
    all.addAll(others.setUps(job));
    return all;
  }

  @Override
  public Map<String, String> variables(Job job, Path workDirectory, Map<String, String> given) {
    return others.variables(job, workDirectory, given);
  }

  @Override
  public void tidy() {
    others.tidy();
  }

  private SetUp pull(ContainerImage image) {
    ImageName name = ImageName.parse("the image", image.url());
    ContainerEngine engine = images.engines().engine("image " + image.url());
    Map<String, String> files = new LinkedHashMap<>();
    files.put(SCRIPT, Scripts.text(SCRIPT));
    files.put("engine.sh", functions(engine, image, name));
    if (image.username() != null) {
      files.put(LOGIN, login(name, image.username() + ":" + image.password()));
    }
    return new SetUp("sh ./" + SCRIPT, variables(image, name), files);
  }

  private static Map<String, String> variables(ContainerImage image, ImageName name) {
    return Map.of(
        "ROWRUN_IMAGE", image.url(),
        "ROWRUN_REGISTRY", name.isOfThisHost() ? "" : name.registry(),
        "ROWRUN_LOGIN", image.username() == null ? "" : image.username());
  }

  private static String functions(ContainerEngine engine, ContainerImage image, ImageName name) {
    boolean logsIn = image.username() != null;
    List<String> global = new ArrayList<>(engine.client());
    List<String> pull = new ArrayList<>(List.of("pull"));
    if (engine.isPodman()) {
      if (logsIn) {
        pull.add("--authfile=" + LOGIN);
      }
      if (name.isOnLoopback()) {
        pull.add("--tls-verify=false");
      }
      pull.add("docker://" + name.full());
    } else {
      if (logsIn) {
        global.add("--config=.");
      }
      pull.add(name.full());
    }
    String inspect =
        Stream.of(name.full(), image.url())
            .distinct()
            .map(known -> Scripts.words(engine.command(List.of("image", "inspect", known))))
            .collect(Collectors.joining(" || "));
    return "has_image() {\n  "
        + inspect
        + "\n}\npull_image() {\n  "
        + Scripts.words(global)
        + " "
        + Scripts.words(pull)
        + "\n}\n";
  }

  private static String login(ImageName name, String userAndPassword) {
    String auth = BASE64.encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    String entry = "\"%s\": {\"auth\": \"" + auth + "\"}";
    String entries =
        name.registry().equals(ImageName.DOCKER_HUB)
            ? entry.formatted(DOCKER_HUB_LOGIN) + ", " + entry.formatted(name.registry())
            : entry.formatted(name.registry());
    return "{\"auths\": {" + entries + "}}\n";
  }
}
