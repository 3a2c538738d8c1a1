package io.rowrun.calcite.provider;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.proto.v1.GetServerInfoRequest;
import io.rowrun.proto.v1.ServerInfo;
import io.rowrun.proto.v1.ServerServiceGrpc;
import org.jspecify.annotations.Nullable;

/** Where the calls go. Thread-safe; asks once what the server is. */
public final class Endpoint {
  private final Channel jobs;
  private final Channel operations;
  private volatile @Nullable ServerInfo info;

  public Endpoint(Channel jobs, Channel operations) {
    this.jobs = jobs;
    this.operations = operations;
  }

  Channel jobs() {
    return jobs;
  }

  Channel operations() {
    return operations;
  }

  /**
   * What the server says it is; the default message of another vendor's, which knows no such call.
   */
  ServerInfo info(Channel channel) {
    ServerInfo known = info;
    if (known == null) {
      known = ask(channel);
      info = known;
    }
    return known;
  }

  private static ServerInfo ask(Channel channel) {
    try {
      return ServerServiceGrpc.newBlockingStub(channel)
          .getServerInfo(GetServerInfoRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        return ServerInfo.getDefaultInstance();
      }
      throw e;
    }
  }
}
