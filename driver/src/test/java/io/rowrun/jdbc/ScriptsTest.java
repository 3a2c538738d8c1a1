package io.rowrun.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import net.hydromatic.quidem.Quidem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the scripts of {@code src/test/resources/iq}, each of which is its own expected output:
 * against an executor of this process, and against one that is served over gRPC. What a script
 * gives instead is left in {@code target/iq}; copy it over the script when it is right.
 */
@Timeout(120)
class ScriptsTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/iq");
  private static final Path RESULTS = Path.of("target/iq");

  @TempDir static Path data;

  private static DataDirectory directory;
  private static EmbeddedExecutor executor;
  private static Server server;

  @BeforeAll
  static void serve() throws IOException {
    directory = DataDirectory.tryOwn(data).orElseThrow();
    executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults());
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addServices(executor.services())
            .build()
            .start();
  }

  @AfterAll
  static void close() {
    server.shutdownNow();
    executor.close();
    directory.close();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void embedded(Path script) throws IOException {
    check(script, "embedded", "jdbc:rowrun:mem:" + script.getFileName() + "?await=ended");
  }

  /** Each script has a project of its own, as it has a memory of its own. */
  @ParameterizedTest
  @MethodSource("scripts")
  void served(Path script) throws IOException {
    String project = script.getFileName().toString().replace(".iq", "");
    check(
        script,
        "served",
        "jdbc:rowrun:grpc://127.0.0.1:" + server.getPort() + "/" + project + "?await=ended");
  }

  static Stream<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files.filter(file -> file.toString().endsWith(".iq")).sorted().toList().stream();
    }
  }

  private static void check(Path script, String way, String url) throws IOException {
    String expected = Files.readString(script);
    StringWriter actual = new StringWriter();
    try (Connection keepsMemory = DriverManager.getConnection(url)) {
      assertThat(keepsMemory.isValid(5)).isTrue();
      Quidem.Config config =
          Quidem.configBuilder()
              .withReader(new StringReader(expected))
              .withWriter(actual)
              .withConnectionFactory((name, reference) -> DriverManager.getConnection(url))
              .withCommandHandler(FailsCommand::parse)
              .build();
      new Quidem(config).execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    Path result = RESULTS.resolve(way).resolve(script.getFileName());
    Files.createDirectories(result.getParent());
    Files.writeString(result, actual.toString());
    assertThat(actual.toString()).as("see " + result).isEqualTo(expected);
  }
}
