package io.rowrun.server;

import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.server.grpc.GrpcHandler;
import io.rowrun.server.grpc.InProcess;
import io.rowrun.server.grpc.Reception;
import io.rowrun.server.http.BrowserGuard;
import io.rowrun.server.http.Malformed;
import io.rowrun.server.http.Patience;
import io.rowrun.server.link.LinkHandler;
import io.rowrun.server.rest.RestHandler;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Serves the API on one loopback port, without TLS: gRPC, REST and the URLs of files. Thread-safe.
 */
final class ApiListener implements AutoCloseable {
  private static final long GRACE_MILLIS = 500;
  private static final int MAX_HEADER_BYTES = 64 * 1024;
  private static final int MAX_STREAMS = 10_000;
  private static final int SESSION_WINDOW_BYTES = 8 * 1024 * 1024;

  private final ApiAddress address;
  private final Server server;
  private final ServerConnector connector;
  private final GrpcHandler grpc;
  private final InProcess inProcess;

  private ApiListener(
      ApiAddress address, @Nullable URI publicUrl, EmbeddedExecutor executor, Patience patience) {
    List<ServerServiceDefinition> services = services(executor, publicUrl);
    this.address = address;
    this.server = new Server(threads());
    this.connector = connector(server, address);
    this.grpc = new GrpcHandler(services);
    this.inProcess = new InProcess(services);
    server.addConnector(connector);
    server.setErrorHandler(new Malformed());
    server.setHandler(
        new BrowserGuard(
            address.names(),
            publicUrl,
            new Handler.Sequence(
                grpc,
                new LinkHandler(executor.linkedFiles(), patience),
                new RestHandler(inProcess.channel()))));
  }

  /**
   * @param publicUrl where clients reach the server if not under the name that they call it by,
   *     without a final slash; null: there
   */
  static ApiListener start(ApiAddress address, @Nullable URI publicUrl, EmbeddedExecutor executor)
      throws IOException {
    return start(address, publicUrl, executor, Patience.USUAL);
  }

  /** The same with another patience with senders of files. */
  static ApiListener start(
      ApiAddress address, @Nullable URI publicUrl, EmbeddedExecutor executor, Patience patience)
      throws IOException {
    ApiListener listener = new ApiListener(address, publicUrl, executor, patience);
    try {
      listener.server.start();
      return listener;
    } catch (Exception e) {
      listener.close();
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen on "
              + address.host().getHostAddress()
              + ":"
              + address.port()
              + ": "
              + why.getMessage(),
          e);
    }
  }

  private static List<ServerServiceDefinition> services(
      EmbeddedExecutor executor, @Nullable URI publicUrl) {
    Reception reception = new Reception(publicUrl);
    return executor.services().stream()
        .map(service -> ServerInterceptors.intercept(service, reception))
        .toList();
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("rowrun-api");
    return threads;
  }

  /** No answer times out: who follows a log may hear nothing for days. For bodies: Patience. */
  private static ServerConnector connector(Server server, ApiAddress address) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setSendServerVersion(false);
    HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(MAX_STREAMS);
    http2.setStreamIdleTimeout(0);
    http2.setInitialSessionRecvWindow(SESSION_WINDOW_BYTES);
    // gRPC clients ping and give streams up at will, and all of them are this machine's
    http2.setRateControlFactory(new RateControl.Factory() {});
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http), http2);
    connector.setHost(address.host().getHostAddress());
    connector.setPort(address.port());
    connector.setIdleTimeout(0);
    connector.setReuseAddress(true);
    return connector;
  }

  /** Host and port, the port it really has. */
  String authority() {
    return address.host().getHostAddress() + ":" + connector.getLocalPort();
  }

  void awaitEnd() throws InterruptedException {
    server.join();
  }

  /** Ends the calls under way after a moment's grace. */
  @Override
  public void close() {
    grpc.endHealth();
    inProcess.close();
    server.setStopTimeout(GRACE_MILLIS);
    try {
      server.stop();
    } catch (TimeoutException e) {
      // who was not done after the grace, such as with a file to send, is cut off
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop listening on " + authority(), e);
    }
  }
}
