package io.rowrun.executor.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.executor.job.ExecutorException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container engine for tests and an image that needs no registry: busybox and nothing else. Both
 * are made once; the image goes when the tests have ended.
 */
public final class TestContainers {
  private static final String IMAGES = "localhost/rowrun-test-";

  private static final String IMAGE = IMAGES + ProcessHandle.current().pid() + ":1";

  /** With these a program of the host runs in the image too. */
  private static final List<String> OF_THE_HOST = List.of("/usr", "/lib", "/lib64");

  private TestContainers() {}

  /** The engine; elsewhere than in CI, a test that has none is skipped. */
  public static ContainerEngines engines() {
    return Made.ENGINES;
  }

  /** The name of the image. */
  public static String image() {
    engine();
    assertThat(Made.IMPORT).as("import of the test image").isZero();
    return IMAGE;
  }

  static ContainerEngine engine() {
    try {
      return Made.ENGINES.engine("this test");
    } catch (ExecutorException e) {
      if (System.getenv("CI") != null) {
        throw new AssertionError("install podman and what it needs: " + e.getMessage(), e);
      }
      return org.junit.jupiter.api.Assumptions.abort(e.getMessage());
    }
  }

  static List<Bind> programsOfTheHost() {
    return OF_THE_HOST.stream()
        .map(Path::of)
        .filter(Files::exists)
        .map(path -> new Bind(path, Bind.Access.READ_ONLY))
        .toList();
  }

  /** The task in the image, as that of the execution. */
  static LaunchSpec inImage(
      LaunchSpec spec, List<Bind> binds, @Nullable Limits limits, String executionId) {
    return new LaunchSpec(
        executionId,
        spec.epoch(),
        spec.directory(),
        spec.command(),
        spec.environment(),
        spec.timeout(),
        spec.timeoutGrace(),
        spec.timeoutSignal(),
        new ContainerImage(image(), null, null),
        binds,
        limits);
  }

  /** What the client prints. */
  public static String ask(String... deed) {
    return run(engine().command(List.of(deed)));
  }

  /** Fails if there is a container of the execution. */
  static void assertNoContainerOf(String executionId) {
    TestTasks.soon()
        .untilAsserted(
            () ->
                assertThat(
                        ask(
                            "ps",
                            "--all",
                            "--quiet",
                            "--filter",
                            "name=^" + ContainerTask.name(executionId) + "$"))
                    .isEmpty());
  }

  static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Made when first asked for. */
  private static final class Made {
    static final ContainerEngines ENGINES = ContainerEngines.of(Path.of("target"));
    static final int IMPORT = importImage();

    /** Those of tests that were killed. */
    private static void removeLeftImages() {
      for (String name : ask("images", "--format", "{{.Repository}}").lines().toList()) {
        String pid = name.startsWith(IMAGES) ? name.substring(IMAGES.length()) : "";
        if (pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          ask("rmi", "--force", name + ":1");
        }
      }
    }

    private static int importImage() {
      try {
        Path root = Files.createTempDirectory("rowrun-image");
        Path programs = Files.createDirectories(root.resolve("bin"));
        for (String name : List.of("tmp", "usr", "etc")) {
          Files.createDirectory(root.resolve(name));
        }
        Files.writeString(root.resolve("etc/rowrun-image"), "busybox\n");
        Files.copy(TestTasks.program("busybox"), programs.resolve("busybox"));
        List<String> chmod = List.of("chmod", "0755", programs.resolve("busybox").toString());
        run(chmod);
        run(
            List.of(
                programs.resolve("busybox").toString(), "--install", "-s", programs.toString()));
        for (String name : new File(programs.toString()).list()) {
          Path link = programs.resolve(name);
          if (Files.isSymbolicLink(link)) {
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of("busybox"));
          }
        }
        run(List.of("tar", "-C", root.toString(), "-cf", root + ".tar", "."));
        removeLeftImages();
        List<String> doImport = new ArrayList<>(List.of("import", root + ".tar", IMAGE));
        Process process =
            new ProcessBuilder(engine().command(doImport))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ask("rmi", "--force", IMAGE)));
        int code = process.waitFor();
        run(List.of("rm", "-rf", root.toString(), root + ".tar"));
        return code;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
