package io.rowrun.server.grpc;

import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.servlet.jakarta.ServletAdapter;
import io.grpc.servlet.jakarta.ServletServerBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers the requests that are gRPC calls, and leaves the others to who comes next. */
public final class GrpcHandler extends Handler.Wrapper {
  private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  private final HealthStatusManager health = new HealthStatusManager();
  private final ServletAdapter adapter;

  public GrpcHandler(List<ServerServiceDefinition> services) {
    TransportLogs.quieten();
    ServletServerBuilder builder = new ServletServerBuilder();
    services.forEach(builder::addService);
    this.adapter =
        builder
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .buildServletAdapter();
    services.forEach(
        service ->
            health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING));
    setHandler(servlet(adapter));
  }

  private static Handler servlet(ServletAdapter adapter) {
    ServletHolder holder = new ServletHolder(new Calls(adapter));
    holder.setAsyncSupported(true);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(holder, "/*");
    return context;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type != null
        && type.startsWith("application/grpc")
        && super.handle(request, response, callback);
  }

  /** From now on whoever asks hears that nothing is served. */
  public void endHealth() {
    health.enterTerminalState();
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    adapter.destroy();
  }

  /** Every gRPC call is a POST. */
  private static final class Calls extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient ServletAdapter adapter;

    Calls(ServletAdapter adapter) {
      this.adapter = adapter;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      adapter.doPost(request, response);
    }
  }
}
