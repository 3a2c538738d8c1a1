package io.rowrun.executor.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all launchers, with tasks in containers. */
class ContainerLauncherTest {
  private static final String SERVICE_CONFIGURATION =
      "[containers]\ndefault_ulimits = [\"nofile=4096:4096\", \"nproc=4096:4096\"]\n";

  /** Docker's client has the same service to talk to as with docker, only that it is podman's. */
  @Nested
  class OfDockersClient extends InAContainer {
    @TempDir static Path place;
    private static @Nullable Process service;

    @BeforeAll
    static void startService() throws IOException {
      ContainerEngine podman = TestContainers.engine();
      if (!podman.isPodman() || Programs.find("docker").isEmpty()) {
        Assumptions.abort("needs podman, and docker's client");
      }
      Path limits = Files.writeString(place.resolve("containers.conf"), SERVICE_CONFIGURATION);
      List<String> command = List.of("system", "service", "--time=0", "unix://" + socket());
      ProcessBuilder builder = new ProcessBuilder(podman.command(command));
      builder.environment().put("CONTAINERS_CONF", limits.toString());
      service =
          builder
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      TestTasks.soon().until(() -> Files.exists(socket()));
    }

    @AfterAll
    static void stopService() {
      if (service != null) {
        service.destroy();
      }
    }

    private static Path socket() {
      return place.resolve("s");
    }

    @Override
    List<Bind> binds() {
      return List.of();
    }

    @Override
    boolean handsDownAnyName() {
      return false;
    }

    @Override
    ContainerEngines engines() {
      return ContainerEngines.just(
          new ContainerEngine(
              ContainerEngine.DOCKER,
              List.of("env", "DOCKER_HOST=unix://" + socket(), "docker"),
              List.of("--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096"),
              "0:0",
              true));
    }
  }

  abstract static class InAContainer extends LauncherContract {
    private final List<String> executionIds = new ArrayList<>();

    abstract List<Bind> binds();

    ContainerEngines engines() {
      return TestContainers.engines();
    }

    @Override
    Launcher open(Path dataDirectory) {
      TestContainers.image();
      return new ContainerLauncher(LocalLauncher.open(dataDirectory), engines());
    }

    @Override
    LaunchSpec fit(LaunchSpec spec) {
      executionIds.add(spec.executionId());
      return spec.in(
          new ContainerImage(TestContainers.image(), null, null),
          binds(),
          new Limits(1, 256L << 20));
    }

    @Override
    boolean handsDownItsOwnVariables() {
      return false;
    }

    @Override
    void nothingElseIsLeft() {
      executionIds.forEach(TestContainers::assertNoContainerOf);
    }
  }

  @Nested
  class OfAnImageWithBusyboxOnly extends InAContainer {
    @Override
    List<Bind> binds() {
      return List.of();
    }

    @Override
    boolean handsDownAnyName() {
      return false;
    }
  }

  @Nested
  class OfAnImageWithBash extends InAContainer {
    @Override
    List<Bind> binds() {
      return TestContainers.programsOfTheHost();
    }
  }
}
