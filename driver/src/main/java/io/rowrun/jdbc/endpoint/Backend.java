package io.rowrun.jdbc.endpoint;

import io.grpc.Channel;
import java.time.Duration;

/** The place where the calls of an endpoint end, and what must be closed with it. Thread-safe. */
interface Backend extends AutoCloseable {

  /** For all calls but those to operations. */
  Channel channel();

  /** For calls to the OperationService, which the vendor serves on another host. */
  default Channel operationsChannel() {
    return channel();
  }

  /** Whether a call would find somebody, answered within the time. */
  boolean isAlive(Duration within);

  @Override
  void close();
}
