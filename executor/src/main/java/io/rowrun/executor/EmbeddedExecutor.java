package io.rowrun.executor;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.rowrun.executor.service.LinkedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An executor in this process: its services behind an in-process gRPC channel, no listener. The
 * caller owns the data directory ({@link DataDirectory#tryOwn}) and closes it afterwards.
 * Thread-safe.
 */
public final class EmbeddedExecutor implements AutoCloseable {
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(20);
  private static final long CALLS_END_SECONDS = 5;

  private final Executor executor;
  private final Server server;
  private final ManagedChannel channel;

  private EmbeddedExecutor(Executor executor, Server server, ManagedChannel channel) {
    this.executor = executor;
    this.server = server;
    this.channel = channel;
  }

  /**
   * Opens the store, takes the running jobs back and starts the queue.
   *
   * @throws io.rowrun.executor.job.ExecutorException FAILED_PRECONDITION or DATA_LOSS if the data
   *     directory is from a newer version or corrupt; nothing is written then
   */
  public static EmbeddedExecutor open(DataDirectory directory, ExecutorOptions options) {
    Executor executor = Executor.open(directory, options);
    String name = InProcessServerBuilder.generateName();
    try {
      // a call runs on its caller's thread: the fastest way, and nothing here waits for a job
      Server server =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addServices(executor.services())
              .build()
              .start();
      ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
      return new EmbeddedExecutor(executor, server, channel);
    } catch (IOException e) {
      executor.close();
      throw new UncheckedIOException("cannot start the in-process server", e);
    }
  }

  /** The channel over which all services are called; closed with the executor. */
  public Channel channel() {
    return channel;
  }

  /** The same services, to be bound to a listener; error mapping included. */
  public List<ServerServiceDefinition> services() {
    return executor.services();
  }

  /** What the URLs of files lead to, for whoever serves them. */
  public LinkedFiles linkedFiles() {
    return executor.linkedFiles();
  }

  /**
   * Kills every job that runs and starts no other: for a data directory that is thrown away. Waits
   * until they are gone, 20 s at most. The jobs' rows are not to be relied on afterwards.
   */
  public void killJobs() throws InterruptedException {
    executor.killJobs(KILL_PATIENCE);
  }

  /** Stops serving and lets go of the running jobs: they go on, the next owner finds them. */
  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      server.awaitTermination(CALLS_END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.close();
  }
}
