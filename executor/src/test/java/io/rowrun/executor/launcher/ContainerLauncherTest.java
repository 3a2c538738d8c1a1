package io.rowrun.executor.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The contract of all launchers, with tasks in containers. */
class ContainerLauncherTest {
  abstract static class InAContainer extends LauncherContract {
    abstract List<Bind> binds();

    @Override
    Launcher open(Path dataDirectory) {
      TestContainers.image();
      return new ContainerLauncher(LocalLauncher.open(dataDirectory), TestContainers.engines());
    }

    @Override
    LaunchSpec fit(LaunchSpec spec) {
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
      assertThat(
              TestContainers.ask("ps", "--all", "--quiet", "--filter", "label=io.rowrun.execution"))
          .isEmpty();
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
