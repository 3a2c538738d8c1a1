package io.rowrun.executor.service;

import io.grpc.stub.StreamObserver;
import io.rowrun.proto.v1.GetServerInfoRequest;
import io.rowrun.proto.v1.ServerInfo;
import io.rowrun.proto.v1.ServerServiceGrpc.ServerServiceImplBase;
import java.util.List;

/** Tells what this server is. Immutable. */
final class ServerService extends ServerServiceImplBase {
  private final ServerInfo info;

  ServerService(ServiceParts parts, List<String> services) {
    this.info =
        ServerInfo.newBuilder()
            .setVersion(version())
            .setHost(parts.node().host())
            .setEngine(parts.engine())
            .setSlotsTotal(parts.node().instanceTypes().capacity())
            .setByteLogOffsets(true)
            .addAllServices(services)
            .build();
  }

  @Override
  public void getServerInfo(GetServerInfoRequest request, StreamObserver<ServerInfo> answer) {
    Answers.send(answer, info);
  }

  private static String version() {
    String version = ServerService.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
