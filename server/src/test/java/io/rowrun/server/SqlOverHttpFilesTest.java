package io.rowrun.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.rowrun.calcite.engine.EngineOptions;
import io.rowrun.calcite.engine.SqlEngine;
import io.rowrun.calcite.engine.StatementContext;
import io.rowrun.calcite.provider.AwaitMode;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.SqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.calcite.avatica.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SQL over a server that offers the vendor's services only: files go and come over the URLs that it
 * answers with.
 */
@Timeout(120)
class SqlOverHttpFilesTest {
  @TempDir static Path root;

  private static ServedProcess server;
  private static ManagedChannel channel;
  private static SqlEngine engine;
  private static final Set<String> HIDDEN = new ConcurrentSkipListSet<>();

  @BeforeAll
  static void serve() throws IOException {
    server = ServedProcess.start(root.resolve("data"));
    channel = NettyChannelBuilder.forTarget(server.authority()).usePlaintext().build();
    Channel vendors = ClientInterceptors.intercept(channel, new WithoutOurServices());
    engine = SqlEngine.create(vendors, vendors, EngineOptions.defaults());
  }

  @AfterAll
  static void close() {
    engine.close();
    channel.shutdownNow();
    server.close();
  }

  @Test
  void filesGoUpAndComeDown() throws IOException {
    byte[] large = new byte[3_000_000];
    new Random(7).nextBytes(large);
    Files.write(root.resolve("large.bin"), large);
    Files.write(root.resolve("empty"), new byte[0]);
    Files.createDirectories(root.resolve("pack/inner"));
    Files.writeString(root.resolve("pack/inner/note.txt"), "from a directory");
    rows(
        """
        INSERT INTO executions (name, cmd, input_files, output_files)
        VALUES ('files', 'cat ${IN} empty pack/inner/note.txt > ${OUT}',
          '[{"path": "large.bin", "var": "IN"}, "empty", "pack"]', '[{"path": "out.bin", "var": "OUT"}]')
        RETURNING id""");

    ByteString content = (ByteString) value("SELECT content FROM job_files WHERE path = 'out.bin'");
    byte[] expected = Arrays.copyOf(large, large.length + "from a directory".length());
    System.arraycopy(
        "from a directory".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        0,
        expected,
        large.length,
        expected.length - large.length);
    assertThat(content.getBytes()).isEqualTo(expected);
    assertThat(value("SELECT content FROM job_files WHERE path = 'empty'"))
        .isEqualTo(new ByteString(new byte[0]));
    assertThat(rows("SELECT path FROM job_files WHERE kind = 'LOG' AND content IS NOT NULL"))
        .contains(List.of("stdout.txt"));
    assertThat(HIDDEN).containsExactly("rowrun.v1.ServerService");
  }

  @Test
  void whatIsThereOfAJobThatWasNotRunIsNotTold() {
    rows(
        """
        INSERT INTO jobs (name, parameters) VALUES ('waits', '{"cmd": "true", "cloudInstanceTypes": [{"name": "c1.4"}],
          "inputFiles": [{"desc": {"path": "nowhere"}, "sizeBytes": "1", "compressionType": "NONE",
            "sha256": "559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd"}]}')
        RETURNING id""");
    String waits = "(SELECT id FROM jobs WHERE name = 'waits')";
    assertThat(rows("SELECT present, error, content FROM job_files WHERE job_id = " + waits))
        .containsExactly(Arrays.asList(null, null, null));
    assertThatThrownBy(
            () ->
                rows(
                    "INSERT INTO job_files (job_id, path, content) SELECT id, 'nowhere', x'41' FROM jobs WHERE name = 'waits' RETURNING path"))
        .isInstanceOf(RowrunSqlException.class)
        .hasMessage(
            "this server takes files only when their job is made: name them in input_files");
  }

  private static List<List<Object>> rows(String sql) {
    SqlSession session =
        new SqlSession(
            "vendor",
            "datasphere",
            AwaitMode.ENDED,
            Duration.ofSeconds(60),
            root,
            0,
            false,
            4,
            100);
    List<List<Object>> rows = new ArrayList<>();
    try (StatementContext context = new StatementContext(session, List.of());
        CloseableIterator<Object[]> some = engine.prepare(session, sql).rows(context)) {
      some.forEachRemaining(row -> rows.add(Arrays.asList(row)));
    }
    return rows;
  }

  private static Object value(String sql) {
    List<List<Object>> rows = rows(sql);
    assertThat(rows).hasSize(1);
    return rows.get(0).get(0);
  }

  /** Answers for our services as a server does that has never heard of them. */
  private static final class WithoutOurServices implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      if (!String.valueOf(method.getServiceName()).startsWith("rowrun.")) {
        return next.newCall(method, options);
      }
      HIDDEN.add(method.getServiceName());
      return new Unimplemented<>();
    }
  }

  private static final class Unimplemented<Q, A> extends ClientCall<Q, A> {
    @Override
    public void start(Listener<A> listener, Metadata headers) {
      listener.onClose(Status.UNIMPLEMENTED.withDescription("no such service"), new Metadata());
    }

    @Override
    public void request(int count) {}

    @Override
    public void cancel(String message, Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {}
  }
}
