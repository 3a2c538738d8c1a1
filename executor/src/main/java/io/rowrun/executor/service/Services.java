package io.rowrun.executor.service;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.rowrun.proto.v1.ServerServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All services, ready to be bound to a server. */
public final class Services {
  private Services() {}

  /** The services over these parts; errors are mapped and requests named already. */
  public static List<ServerServiceDefinition> of(ServiceParts parts) {
    List<BindableService> services =
        new ArrayList<>(
            List.of(
                new ProjectJobService(parts),
                new OperationService(parts),
                new ProjectService(parts),
                new ExecutionService(parts),
                new FileService(parts)));
    services.add(new ServerService(parts, names(services)));
    return services.stream().map(Services::definition).toList();
  }

  private static ServerServiceDefinition definition(BindableService service) {
    return ServerInterceptors.intercept(service, new RequestBoundary());
  }

  private static List<String> names(List<BindableService> services) {
    return Stream.concat(
            services.stream()
                .map(service -> service.bindService().getServiceDescriptor().getName()),
            Stream.of(ServerServiceGrpc.SERVICE_NAME))
        .toList();
  }
}
