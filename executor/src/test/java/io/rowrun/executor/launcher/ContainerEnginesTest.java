package io.rowrun.executor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.DockerImage;
import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.resource.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerEnginesTest {
  @TempDir Path data;

  @Test
  void aHostWithoutAnEngineRefusesJobsThatNeedOneWithTheReason() {
    ContainerEngines engines = new ContainerEngines(data, List.of("podman-that-is-not-there"));
    JobImages images = new JobImages(Resources.of(data), engines);
    Environment environment =
        new Environment(Map.of(), null, new DockerImage("busybox", "", null, null), null);

    assertThatThrownBy(() -> images.check("p1", environment))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessage(
            "env.docker_image_spec.image_url needs a container engine on this host:"
                + " podman-that-is-not-there is not installed");
    images.check("p1", Environment.EMPTY);
  }

  @Test
  void lookingForAnEngineLeavesNothingBehind() throws Exception {
    ContainerEngines.of(data).name();

    try (var left = Files.list(data)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "busybox, docker.io, docker.io/library/busybox",
    "team/name:1.2-3, docker.io, docker.io/team/name:1.2-3",
    "localhost/made:1, localhost, localhost/made:1",
    "localhost:5000/a, localhost:5000, localhost:5000/a",
    "registry.example/a/b_c/d:T, registry.example, registry.example/a/b_c/d:T",
    "127.0.0.1:5000/a:1, 127.0.0.1:5000, 127.0.0.1:5000/a:1",
    "Reg.Example:1/a, Reg.Example:1, Reg.Example:1/a"
  })
  void aNameIsCompletedAsEnginesDo(String text, String registry, String full) {
    ImageName name = ImageName.parse("image", text);

    assertThat(name.registry()).isEqualTo(registry);
    assertThat(name.full()).isEqualTo(full);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:5000/a, true",
    "127.0.0.1:1/a, true",
    "registry.example:5000/a, false",
    "localhost.example/a, false",
    "127.0.0.1.example/a, false"
  })
  void onlyARegistryOfThisHostNeedsNoCertificate(String text, boolean loopback) {
    assertThat(ImageName.parse("image", text).isOnLoopback()).isEqualTo(loopback);
  }
}
