package io.rowrun.executor.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether and how a container engine works here. Podman is asked to run the host's own
 * shell in an empty root file system, which needs no image: first as its user has configured it,
 * then with what hosts lack that are containers themselves. Docker has a service to ask.
 */
final class EngineProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PROBED_MEMORY = 64 << 20;

  /** What a program of the host needs; where one is missing, the others do. */
  private static final List<String> OF_THE_HOST =
      List.of("/bin", "/lib", "/lib32", "/lib64", "/usr", "/nix", "/etc/ld.so.cache");

  private static final String TELL_LIMIT =
      "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null; :";

  /** Podman lowers its own limit before it sets that of the container, to no fixed value. */
  private static final String FEW_PROCESSES = "--ulimit=nproc=4096:4096";

  private EngineProbe() {}

  /** What came out: an engine, or one line for people. */
  record Answer(@Nullable ContainerEngine engineOrNull, String whyNot) {
    Optional<ContainerEngine> engine() {
      return Optional.ofNullable(engineOrNull);
    }
  }

  static Answer of(String name, Path dataDirectory) {
    Optional<Path> client = Programs.find(name);
    if (client.isEmpty()) {
      return new Answer(null, name + " is not installed");
    }
    try {
      return name.equals(ContainerEngine.DOCKER)
          ? docker(client.get())
          : podman(client.get(), dataDirectory);
    } catch (IOException e) {
      return new Answer(null, name + ": " + e.getMessage());
    }
  }

  private static Answer docker(Path client) throws IOException {
    Ran info =
        run(
            List.of(
                client.toString(),
                "info",
                "--format",
                "{{.ServerVersion}} {{.MemoryLimit}} {{.CPUCfsQuota}} {{.SecurityOptions}}"));
    List<String> words = List.of(info.output.strip().split("[ \\[\\]]+"));
    if (info.code != 0 || words.size() < 3) {
      return new Answer(null, "docker: " + info.lastError());
    }
    boolean limits = words.get(1).equals("true") && words.get(2).equals("true");
    String user = words.contains("name=rootless") ? "0:0" : ownUser();
    return new Answer(
        new ContainerEngine(
            ContainerEngine.DOCKER, List.of(client.toString()), List.of(), user, limits),
        "");
  }

  /** Rootless, the container's root is the user of this process; else it is root anyway. */
  private static Answer podman(Path client, Path dataDirectory) throws IOException {
    Path scratch = Files.createTempDirectory(dataDirectory, "engine");
    try {
      String whyNot = "";
      for (Rung rung : ladder(client.toString())) {
        for (boolean limits : new boolean[] {true, false}) {
          Ran ran = run(trial(rung, limits, scratch));
          if (ran.code == 0) {
            boolean takeEffect = limits && ran.output.strip().equals(Long.toString(PROBED_MEMORY));
            return new Answer(
                new ContainerEngine(
                    ContainerEngine.PODMAN, rung.client, rung.runOptions, "0:0", takeEffect),
                "");
          }
          whyNot = whyNot.isEmpty() ? ran.lastError() : whyNot;
        }
      }
      return new Answer(null, "podman cannot run a container: " + whyNot);
    } finally {
      deleteTree(scratch);
    }
  }

  /** One way of calling podman. */
  private record Rung(List<String> client, List<String> runOptions) {}

  /**
   * As configured; with the limits of this process, which not every root may raise; without systemd
   * and journal; with the other runtime.
   */
  private static List<Rung> ladder(String client) throws IOException {
    List<String> files = ownOpenFiles();
    List<String> all = concat(files, List.of(FEW_PROCESSES));
    List<String> bare = List.of(client, "--cgroup-manager=cgroupfs", "--events-backend=file");
    List<Rung> ladder = new ArrayList<>();
    ladder.add(new Rung(List.of(client), List.of()));
    ladder.add(new Rung(List.of(client), files));
    ladder.add(new Rung(List.of(client), all));
    ladder.add(new Rung(bare, all));
    for (String runtime : List.of("crun", "runc")) {
      if (Programs.find(runtime).isPresent()) {
        ladder.add(new Rung(concat(bare, List.of("--runtime=" + runtime)), all));
      }
    }
    return ladder;
  }

  private static List<String> ownOpenFiles() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        String[] words = line.split(" +");
        return List.of("--ulimit=nofile=" + words[3] + ":" + words[4]);
      }
    }
    return List.of();
  }

  private static List<String> trial(Rung rung, boolean limits, Path scratch) {
    List<String> trial = new ArrayList<>(rung.client);
    trial.addAll(List.of("run", "--rm", "--network=host", "--log-driver=none"));
    trial.addAll(rung.runOptions);
    if (limits) {
      trial.addAll(List.of("--cpus=0.5", "--memory=" + PROBED_MEMORY));
    }
    OF_THE_HOST.stream()
        .filter(place -> Files.exists(Path.of(place)))
        .forEach(place -> trial.add("--volume=" + place + ":" + place + ":ro"));
    trial.addAll(List.of("--security-opt=label=disable", "--rootfs", scratch.toString()));
    trial.addAll(List.of("/bin/sh", "-c", TELL_LIMIT));
    return trial;
  }

  /** What a program said. */
  private record Ran(int code, String output, String errors) {
    String lastError() {
      List<String> lines = errors.strip().lines().toList();
      return lines.isEmpty() ? "it returned code " + code : lines.get(lines.size() - 1);
    }
  }

  private static Ran run(List<String> command) throws IOException {
    Path errors = Files.createTempFile("rowrun", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectError(errors.toFile())
              .start();
      process
          .onExit()
          .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .exceptionally(late -> process.destroyForcibly());
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), output, Files.readString(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static String ownUser() throws IOException {
    return run(List.of("/bin/sh", "-c", "echo $(id -u):$(id -g)")).output.strip();
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static List<String> concat(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
