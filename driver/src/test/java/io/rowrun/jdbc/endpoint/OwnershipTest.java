package io.rowrun.jdbc.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.rowrun.executor.ExecutorOptions;
import io.rowrun.proto.v1.GetServerInfoRequest;
import io.rowrun.proto.v1.ServerServiceGrpc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OwnershipTest {
  @TempDir Path directory;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void killAll() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void whenTheOwnerIsKilledAnotherTakesOverAndTheRestFollow() throws Exception {
    Participant first = start();
    awaitOwner(first.pid());
    Participant second = start();
    Participant third = start();
    assertThat(List.of(first.call(), second.call(), third.call())).containsOnly("answered");

    first.kill();
    assertThat(List.of(second.call(), third.call())).containsOnly("answered");
    long heir = owner().orElseThrow().pid();
    assertThat(heir).isIn(second.pid(), third.pid());

    Participant last = heir == second.pid() ? third : second;
    (heir == second.pid() ? second : third).kill();
    assertThat(last.call()).isEqualTo("answered");
    awaitOwner(last.pid());
    assertThat(last.call()).isEqualTo("answered");
  }

  @Test
  void whenTheOwnerClosesAnAttachedProcessTakesOver() throws Exception {
    DirectoryBackend owning = DirectoryBackend.open(directory, ExecutorOptions.defaults());
    awaitOwner(ProcessHandle.current().pid());
    Participant attached = start();
    assertThat(attached.call()).isEqualTo("answered");

    owning.close();

    assertThat(attached.call()).isEqualTo("answered");
    awaitOwner(attached.pid());
  }

  @Test
  void theOwnerFileIsForItsUserOnlyAndGoesWithTheOwner() throws Exception {
    DirectoryBackend owning = DirectoryBackend.open(directory, ExecutorOptions.defaults());
    awaitOwner(ProcessHandle.current().pid());
    Path file = directory.resolve("owner.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    owning.close();

    assertThat(file).doesNotExist();
  }

  @Test
  void whoDoesNotShowTheSecretIsTurnedAway() throws Exception {
    DirectoryBackend owning = DirectoryBackend.open(directory, ExecutorOptions.defaults());
    awaitOwner(ProcessHandle.current().pid());
    ManagedChannel stranger =
        Channels.plaintext("127.0.0.1:" + owner().orElseThrow().port()).build();
    try {
      assertThatThrownBy(
              () ->
                  ServerServiceGrpc.newBlockingStub(stranger)
                      .getServerInfo(GetServerInfoRequest.getDefaultInstance()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessage("UNAUTHENTICATED: not the secret of this data directory's owner");
    } finally {
      stranger.shutdownNow();
      owning.close();
    }
  }

  @Test
  void aPathThatIsNoDirectoryIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> DirectoryBackend.open(file, ExecutorOptions.defaults()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot use " + file + " as data directory: it is no directory");
  }

  private void awaitOwner(long pid) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> owner().map(OwnerFile::pid).filter(found -> found == pid).isPresent());
  }

  private Optional<OwnerFile> owner() throws IOException {
    return OwnerFile.read(directory);
  }

  private Participant start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                DirectoryProgram.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    processes.add(process);
    Participant participant =
        new Participant(
            process,
            process.getOutputStream(),
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    assertThat(participant.lines().readLine()).isEqualTo("open");
    return participant;
  }

  /** Another process with the directory open. */
  private record Participant(Process process, OutputStream commands, BufferedReader lines) {
    long pid() {
      return process.pid();
    }

    String call() throws IOException {
      commands.write('\n');
      commands.flush();
      return lines.readLine();
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }
}
