package io.rowrun.executor;

import io.grpc.Channel;
import java.util.List;

/**
 * An executor in this process: its services behind an in-process gRPC channel, no listener. The
 * caller must own the data directory ({@link DataDirectory#tryOwn}). Thread-safe.
 */
public final class EmbeddedExecutor implements AutoCloseable {
  private EmbeddedExecutor() {}

  /**
   * Opens the store, takes the running jobs back and starts the queue.
   *
   * @throws io.rowrun.executor.job.ExecutorException FAILED_PRECONDITION or DATA_LOSS if the data
   *     directory is from a newer version or corrupt; nothing is written then
   */
  public static EmbeddedExecutor open(DataDirectory directory, ExecutorOptions options) {
    throw new IllegalStateException("not there yet");
  }

  /** The channel over which all services are called; closed with the executor. */
  public Channel channel() {
    throw new IllegalStateException("not there yet");
  }

  /** The same services, to be bound to a listener; error mapping included. */
  public List<io.grpc.ServerServiceDefinition> services() {
    throw new IllegalStateException("not there yet");
  }

  /** Stops serving and lets go of the running jobs: they go on, the next owner finds them. */
  @Override
  public void close() {}
}
