package io.rowrun.executor.launcher;

import static io.rowrun.executor.launcher.TestTasks.awaitOutput;
import static io.rowrun.executor.launcher.TestTasks.ended;
import static io.rowrun.executor.launcher.TestTasks.program;
import static io.rowrun.executor.launcher.TestTasks.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program in a container sees, may do and may take. */
class ContainerTaskTest {
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path data;
  private Launcher launcher;
  private Path directory;

  @BeforeEach
  void open() throws IOException {
    TestContainers.image();
    launcher = new ContainerLauncher(LocalLauncher.open(data), TestContainers.engines());
    directory = Files.createDirectories(data.resolve("jobs/j1"));
  }

  @AfterEach
  void nothingIsLeft() {
    TestTasks.assertNothingIsLeft(data);
  }

  @Test
  void theProgramsAreThoseOfTheImage() {
    run("cat /etc/rowrun-image; ls /usr", List.of());

    assertThat(read(directory.resolve("stdout"))).isEqualTo("busybox\n");
  }

  @Test
  void whatIsBoundIsSeenAtItsPathAndNothingElseOfTheHost() throws IOException {
    Path shown = Files.createDirectories(data.resolve("shown"));
    Files.writeString(shown.resolve("a"), "text");
    Path hidden = Files.writeString(data.resolve("hidden"), "secret");

    run("cat " + shown + "/a; cat " + hidden + "; echo new > " + shown + "/b", writable(shown));

    assertThat(read(directory.resolve("stdout"))).isEqualTo("text");
    assertThat(read(directory.resolve("stderr"))).contains("hidden").doesNotContain("shown");
    assertThat(shown.resolve("b")).hasContent("new");
  }

  @Test
  void whatIsBoundForReadingCannotBeWritten() throws IOException {
    Path shown = Files.createDirectories(data.resolve("shown"));

    ExitRecord exit =
        run("echo x > " + shown + "/b", List.of(new Bind(shown, Bind.Access.READ_ONLY)));

    assertThat(exit.code()).isNotZero();
    assertThat(shown).isEmptyDirectory();
  }

  @Test
  void aSymbolicLinkIsBoundAsWhatItLeadsTo() throws IOException {
    Path real = Files.createDirectories(data.resolve("real"));
    Files.writeString(real.resolve("a"), "text");
    Path link = directory.resolve("s3/id");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, real);

    run("cat " + link + "/a; echo 1 > " + link + "/b", writable(link));

    assertThat(read(directory.resolve("stdout"))).isEqualTo("text");
    assertThat(real.resolve("b")).hasContent("1");
  }

  @Test
  void aPathThatTheClientCannotSayIsRefused() {
    LaunchSpec spec = spec("true", writable(data.resolve("a,b")), null);

    assertThatThrownBy(() -> launcher.start(spec))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("a,b");
  }

  @Test
  void whatTheProgramWroteBelongsToTheServiceAndCanBeRead() throws IOException {
    run("umask 077; mkdir d; echo text > d/f; echo '{\"progress\": 5}' > $JOB_PROGRESS_FILENAME");

    Path file = directory.resolve("work/d/f");
    assertThat(file).hasContent("text");
    assertThat(Files.getOwner(file)).isEqualTo(Files.getOwner(directory.resolve("epoch")));
    assertThat(directory.resolve("progress")).hasContent("{\"progress\": 5}");
  }

  @Test
  void neitherCommandLinesNorTheEngineShowTheEnvironment() throws IOException {
    String secret = "s3cr3t-" + System.nanoTime();
    LaunchSpec plain = spec("echo ready; until [ -e go ]; do sleep 0.02; done", List.of(), null);
    LaunchSpec spec =
        TestContainers.inImage(
            TestTasks.spec(directory, plain.command(), Map.of("TOKEN", secret, "MY-KEY", secret)),
            TestContainers.programsOfTheHost(),
            null,
            plain.executionId());
    launcher.start(spec);
    awaitOutput(directory, "ready");

    String seen =
        TestContainers.run(List.of("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"))
            + TestContainers.ask("inspect", ContainerTask.name(spec.executionId()));

    Files.createFile(directory.resolve("work/go"));
    ended(launcher, directory);
    assertThat(seen).contains(spec.executionId()).doesNotContain(secret);
    assertThat(permissions(directory.resolve("container/job.sh"))).isEqualTo("rw-------");
  }

  @Test
  void variablesOfTheJobCannotMisleadTheClient() {
    LaunchSpec spec =
        TestTasks.spec(
            directory,
            "echo $PATH $HOME $CONTAINERS_CONF",
            Map.of("PATH", "/bin:/none", "HOME", "/h", "CONTAINERS_CONF", "/c"));

    TestTasks.run(launcher, TestContainers.inImage(spec, List.of(), null, spec.executionId()));

    assertThat(read(directory.resolve("stdout"))).isEqualTo("/bin:/none /h /c\n");
  }

  @Test
  void theProcessIsHeldToItsProcessorsAndMemory() {
    requireLimits();

    run(
        "cd /sys/fs/cgroup; cat memory.max memory/memory.limit_in_bytes 2>/dev/null;"
            + " cat cpu.max cpu/cpu.cfs_quota_us 2>/dev/null",
        List.of(),
        new Limits(1, 64 * MEGABYTE));

    assertThat(read(directory.resolve("stdout"))).startsWith(64 * MEGABYTE + "\n");
    if (Runtime.getRuntime().availableProcessors() > 1) {
      assertThat(read(directory.resolve("stdout"))).contains("\n100000");
    }
  }

  @Test
  void aProgramThatTakesMoreMemoryIsKilledAndThatIsSaid() {
    requireLimits();

    ExitRecord exit =
        run("tail -c 200000000 /dev/zero; exit $?", List.of(), new Limits(1, 64 * MEGABYTE));

    assertThat(exit.code()).isEqualTo(137);
    assertThat(exit.why())
        .startsWith("out of memory of its 67108864 bytes: the kernel killed ")
        .endsWith(" of its processes");
  }

  @Test
  void memoryAndProcessorTimeOfTheContainerAreMeasured() {
    ExitRecord exit =
        run(
            "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done; head -c 40000000 /dev/zero | tail -c 30000000 | wc -c");

    assertThat(exit.cpuSeconds()).isBetween(0.05, 30.0);
    assertThat(exit.maxRssBytes()).isBetween(30_000_000L, 120_000_000L);
  }

  @Test
  void anImageThatIsNotThereStartsNothing() {
    LaunchSpec spec =
        TestTasks.spec(directory, "echo ran")
            .in(new ContainerImage("localhost/rowrun-none:1", null, null), List.of(), null);

    ExitRecord exit = TestTasks.run(launcher, spec);

    assertThat(exit.reason()).isEqualTo(EndReason.UNSTARTED);
    assertThat(exit.why()).contains("localhost/rowrun-none:1");
    assertThat(read(directory.resolve("stdout"))).isEmpty();
  }

  @Test
  void anImageWithoutAShellIsSaidToLackIt() throws IOException {
    String image = "localhost/rowrun-test-empty-" + ProcessHandle.current().pid() + ":1";
    Path root = Files.createDirectory(data.resolve("image"));
    Files.writeString(root.resolve("file"), "x");
    TestContainers.run(
        List.of("tar", "-C", root.toString(), "-cf", data.resolve("image.tar").toString(), "."));
    TestContainers.ask("import", data.resolve("image.tar").toString(), image);
    try {
      LaunchSpec spec =
          TestTasks.spec(directory, "echo ran")
              .in(new ContainerImage(image, null, null), List.of(), null);

      ExitRecord exit = TestTasks.run(launcher, spec);

      assertThat(exit.reason()).isEqualTo(EndReason.UNSTARTED);
      assertThat(exit.why()).contains("the image has no shell");
    } finally {
      TestContainers.ask("rmi", "--force", image);
    }
  }

  @Test
  void aProgramInPythonHandlesTheGracefulSignal() throws IOException {
    program("python3");
    Files.createDirectories(directory.resolve("work"));
    Files.writeString(
        directory.resolve("work/main.py"),
        """
        import signal, sys, time
        def end(number, frame):
            print("got", number, flush=True)
            sys.exit(12)
        signal.signal(signal.SIGINT, end)
        print("ready", flush=True)
        while True:
            time.sleep(0.05)
        """);
    LaunchSpec spec =
        spec(
            "PATH=/usr/bin:$PATH; env python3 main.py; echo not here",
            TestContainers.programsOfTheHost(),
            null);
    launcher.start(spec);
    awaitOutput(directory, "ready");

    launcher.stop(directory, new StopRequest(2, Duration.ofMinutes(5)));

    assertThat(ended(launcher, directory).code()).isEqualTo(12);
    assertThat(read(directory.resolve("stdout"))).isEqualTo("ready\ngot 2\n");
  }

  @Test
  void whatAProgramWritesIntoTheReportHarmsNobody() {
    ExitRecord exit =
        run(
            "for l in 'code 0' 'cpu x' 'peak -1' 'oom 99999999999999999999' 'end' 'code'; do"
                + " echo \"$l\" >> ../report; done; printf 'asked' >> ../report; exit 3");

    assertThat(exit.code()).isEqualTo(3);
  }

  private static void requireLimits() {
    if (!TestContainers.engine().limitsTakeEffect()) {
      org.junit.jupiter.api.Assumptions.abort("the engine cannot limit memory here");
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<Bind> writable(Path... paths) {
    List<Bind> binds = new ArrayList<>();
    for (Path path : paths) {
      binds.add(new Bind(path, Bind.Access.READ_WRITE));
    }
    return binds;
  }

  private ExitRecord run(String command) {
    return run(command, List.of());
  }

  private ExitRecord run(String command, List<Bind> binds) {
    return run(command, binds, null);
  }

  private ExitRecord run(String command, List<Bind> binds, @Nullable Limits limits) {
    return TestTasks.run(launcher, spec(command, binds, limits));
  }

  private LaunchSpec spec(String command, List<Bind> binds, @Nullable Limits limits) {
    LaunchSpec spec = TestTasks.spec(directory, command);
    return TestContainers.inImage(spec, binds, limits, spec.executionId());
  }
}
