package io.rowrun.executor.service;

import io.grpc.stub.StreamObserver;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.InstanceType;
import io.rowrun.executor.queue.Node;
import io.rowrun.executor.store.ExecutionStore;
import io.rowrun.proto.v1.GetServerInfoRequest;
import io.rowrun.proto.v1.ListInstanceTypesRequest;
import io.rowrun.proto.v1.ListInstanceTypesResponse;
import io.rowrun.proto.v1.ServerInfo;
import io.rowrun.proto.v1.ServerServiceGrpc.ServerServiceImplBase;
import java.util.List;

/** Tells what this server is and has. Thread-safe. */
final class ServerService extends ServerServiceImplBase {
  private final ServerInfo info;
  private final Node node;
  private final ExecutionStore executions;

  ServerService(ServiceParts parts, List<String> services) {
    this.node = parts.node();
    this.executions = parts.store().executions();
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

  @Override
  public void listInstanceTypes(
      ListInstanceTypesRequest request, StreamObserver<ListInstanceTypesResponse> answer) {
    int capacity = node.instanceTypes().capacity();
    int used = executions.held(node.id()).stream().mapToInt(Execution::slots).sum();
    var response = ListInstanceTypesResponse.newBuilder();
    InstanceType.ALL.forEach(
        type -> response.addTypes(wire(type, capacity, Math.max(0, capacity - used))));
    Answers.send(answer, response.build());
  }

  private io.rowrun.proto.v1.InstanceType wire(InstanceType type, int capacity, int free) {
    boolean fits = node.instanceTypes().fits(type);
    return io.rowrun.proto.v1.InstanceType.newBuilder()
        .setName(type.name())
        .setVcpus(type.vcpus())
        .setMemoryBytes(type.memoryBytes())
        .setGpus(type.gpus())
        .setGpuMemoryBytes(type.gpuMemoryBytes())
        .setSlotsTotal(fits ? capacity : 0)
        .setSlotsFree(fits ? free : 0)
        .build();
  }

  private static String version() {
    String version = ServerService.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
