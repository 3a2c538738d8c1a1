package io.rowrun.executor.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JobParametersTest {
  @Test
  void collectionsAreCopiedIn() {
    List<Argument> arguments = new ArrayList<>(List.of(new Argument("A", "1")));
    JobParameters parameters = JobParameters.builder("true").arguments(arguments).build();

    arguments.clear();

    assertThat(parameters.arguments()).containsExactly(new Argument("A", "1"));
  }

  @Test
  void aPasswordIsNotInAnyText() {
    DockerImage image = new DockerImage("registry/image", "bob", "hunter2", null);
    Environment environment = new Environment(Map.of(), null, image, null);

    assertThat(JobParameters.builder("true").environment(environment).build().toString())
        .contains("registry/image")
        .doesNotContain("hunter2");
  }

  @Test
  void twoDockerImagesAreRefused() {
    DockerImage image = new DockerImage("registry/image", "", null, null);

    assertThatThrownBy(() -> new Environment(Map.of(), "id-1", image, null))
        .hasMessage("the environment names two docker images: id-1 and registry/image");
  }
}
