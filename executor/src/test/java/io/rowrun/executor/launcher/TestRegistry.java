package io.rowrun.executor.launcher;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An image registry on the loopback that wants a login, for tests, with the test image in it. */
public final class TestRegistry implements AutoCloseable {
  public static final String USER = "puller";
  private static final String NAME = "/team/busybox:1";

  private final Process process;
  private final int port;
  private final Path directory;

  private TestRegistry(Process process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  /** Starts it with a directory to itself. */
  public static TestRegistry start(Path directory, String password) throws IOException {
    Path program = TestTasks.program("docker-registry");
    String users =
        TestContainers.run(
            List.of(TestTasks.program("htpasswd").toString(), "-Bbn", USER, password));
    Files.writeString(directory.resolve("htpasswd"), users);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path config = directory.resolve("registry.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error}
        storage: {filesystem: {rootdirectory: %1$s/data}}
        http: {addr: "127.0.0.1:%2$d"}
        auth: {htpasswd: {realm: test, path: %1$s/htpasswd}}
        """
            .formatted(directory, port));
    Process process =
        new ProcessBuilder(program.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("registry.log").toFile())
            .start();
    TestRegistry registry = new TestRegistry(process, port, directory);
    TestTasks.soon().until(registry::answers);
    registry.push(password);
    return registry;
  }

  /** The name of the image that is there. */
  public String image() {
    return host() + NAME;
  }

  public String host() {
    return "localhost:" + port;
  }

  /** Removes the image from this host, so that it is to be pulled. */
  public void forgetImage() {
    TestContainers.ask("rmi", "--force", image());
  }

  private void push(String password) throws IOException {
    String login =
        Base64.getEncoder()
            .encodeToString((USER + ":" + password).getBytes(StandardCharsets.UTF_8));
    Path logins = directory.resolve("logins.json");
    Files.writeString(logins, "{\"auths\": {\"" + host() + "\": {\"auth\": \"" + login + "\"}}}");
    List<String> push =
        List.of(
            "push",
            "--authfile=" + logins,
            "--tls-verify=false",
            TestContainers.image(),
            "docker://" + image());
    String said = TestContainers.ask(new ArrayList<>(push).toArray(new String[0]));
    if (!said.contains("Writing manifest")) {
      throw new IOException(said);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    forgetImage();
    process.destroyForcibly();
  }
}
