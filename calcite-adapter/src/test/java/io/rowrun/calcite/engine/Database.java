package io.rowrun.calcite.engine;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.rowrun.calcite.provider.AwaitMode;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.SqlSession;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.calcite.avatica.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/** An engine over a real executor, which tells what calls a statement made. */
final class Database implements AutoCloseable {
  private final DataDirectory directory;
  private final EmbeddedExecutor executor;
  private final SqlEngine engine;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Object> requests = new CopyOnWriteArrayList<>();
  private SqlSession session;

  private Database(
      DataDirectory directory, EmbeddedExecutor executor, Channel channel, Path files) {
    this.directory = directory;
    this.executor = executor;
    Channel counted = ClientInterceptors.intercept(channel, new Recorder());
    this.engine = SqlEngine.create(counted, counted, EngineOptions.defaults());
    this.session =
        new SqlSession(
            "default",
            "datasphere",
            AwaitMode.ENDED,
            Duration.ofSeconds(60),
            files,
            0,
            false,
            4,
            100);
  }

  static Database open(Path root) {
    DataDirectory directory = DataDirectory.tryOwn(root.resolve("data")).orElseThrow();
    EmbeddedExecutor executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults());
    return new Database(directory, executor, executor.channel(), root);
  }

  /** Without the services of rowrun.v1, as another vendor's server is. */
  static Database openWithVendorsServicesOnly(Path root) {
    DataDirectory directory = DataDirectory.tryOwn(root.resolve("data")).orElseThrow();
    EmbeddedExecutor executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults());
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder server = InProcessServerBuilder.forName(name).directExecutor();
    executor.services().stream()
        .filter(s -> !s.getServiceDescriptor().getName().startsWith("rowrun."))
        .forEach(server::addService);
    try {
      server.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Channel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    return new Database(directory, executor, channel, root);
  }

  SqlEngine engine() {
    return engine;
  }

  SqlSession session() {
    return session;
  }

  void session(SqlSession newSession) {
    session = newSession;
  }

  /** The rows of a statement, each as its values joined by " | ". */
  List<String> rows(String sql, Object... parameters) {
    List<String> rows = new ArrayList<>();
    for (@Nullable Object[] row : values(sql, parameters)) {
      rows.add(String.join(" | ", Arrays.stream(row).map(String::valueOf).toList()));
    }
    return rows;
  }

  List<@Nullable Object[]> values(String sql, Object... parameters) {
    calls.clear();
    Plan plan = engine.prepare(session, sql);
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (StatementContext context = new StatementContext(session, Arrays.asList(parameters));
        CloseableIterator<@Nullable Object[]> some = plan.rows(context)) {
      some.forEachRemaining(rows::add);
    }
    return rows;
  }

  /** The only value of the only row. */
  String value(String sql, Object... parameters) {
    List<@Nullable Object[]> rows = values(sql, parameters);
    if (rows.size() != 1 || rows.get(0).length != 1) {
      throw new AssertionError(rows.size() + " rows");
    }
    return String.valueOf(rows.get(0)[0]);
  }

  long update(String sql, Object... parameters) {
    calls.clear();
    return engine
        .prepare(session, sql)
        .update(new StatementContext(session, Arrays.asList(parameters)));
  }

  List<String> labels(String sql) {
    return engine.prepare(session, sql).columns().stream()
        .map((ColumnMetaData c) -> c.label)
        .toList();
  }

  /** The calls of the last statement, in order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** The last message of a type that was sent to the server. */
  <T> T lastRequest(Class<T> type) {
    return requests.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Override
  public void close() {
    engine.close();
    try {
      executor.killJobs();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.close();
    directory.close();
  }

  private final class Recorder implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      String service = method.getServiceName();
      if (!"GetServerInfo".equals(method.getBareMethodName())) {
        calls.add(
            service.substring(service.lastIndexOf('.') + 1) + "." + method.getBareMethodName());
      }
      return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void sendMessage(Q message) {
          requests.add(message);
          super.sendMessage(message);
        }
      };
    }
  }
}
