package io.rowrun.jdbc.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.rowrun.executor.ExecutorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory. If nobody owns it, this process does and its calls never leave it. Otherwise
 * calls go to the owner, and a thread waits to become the owner in its place: then the calls of
 * this process turn inwards and those of the others find the new owner. A call made while there is
 * no owner waits for the next one.
 */
final class DirectoryBackend implements Backend {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryBackend.class);

  private final Path directory;
  private final ExecutorOptions options;
  private final SwitchingChannel channel;

  @GuardedBy("this")
  private @Nullable DirectoryOwner owner;

  @GuardedBy("this")
  private @Nullable ManagedChannel toOwner;

  @GuardedBy("this")
  private @Nullable Thread heir;

  @GuardedBy("this")
  private boolean closed;

  private DirectoryBackend(Path directory, ExecutorOptions options, Channel channel) {
    this.directory = directory;
    this.options = options;
    this.channel = new SwitchingChannel(channel);
  }

  static DirectoryBackend open(Path directory, ExecutorOptions options) {
    Optional<DirectoryOwner> owner = DirectoryOwner.tryOwn(directory, options);
    return owner.isPresent()
        ? owning(directory, options, owner.get())
        : attached(directory, options);
  }

  private static DirectoryBackend owning(
      Path directory, ExecutorOptions options, DirectoryOwner owner) {
    DirectoryBackend backend = new DirectoryBackend(directory, options, owner.executor().channel());
    synchronized (backend) {
      backend.owner = owner;
    }
    owner.publishInBackground();
    return backend;
  }

  private static DirectoryBackend attached(Path directory, ExecutorOptions options) {
    ManagedChannel toOwner = Channels.toOwnerOf(directory);
    DirectoryBackend backend = new DirectoryBackend(directory, options, toOwner);
    Thread heir = new Thread(backend::inherit, "rowrun-heir");
    heir.setDaemon(true);
    synchronized (backend) {
      backend.toOwner = toOwner;
      backend.heir = heir;
    }
    heir.start();
    return backend;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean isAlive(Duration within) {
    ManagedChannel attachedTo;
    synchronized (this) {
      if (closed) {
        return false;
      }
      attachedTo = toOwner;
    }
    return attachedTo == null
        || attachedTo.getState(false) == ConnectivityState.READY
        || Channels.answers(channel, within);
  }

  @Override
  public void close() {
    DirectoryOwner owned;
    ManagedChannel attachedTo;
    synchronized (this) {
      closed = true;
      owned = owner;
      attachedTo = toOwner;
      if (heir != null) {
        heir.interrupt();
      }
    }
    if (attachedTo != null) {
      attachedTo.shutdownNow();
    }
    if (owned != null) {
      owned.close();
    }
  }

  private void inherit() {
    try {
      takeOver(DirectoryOwner.await(directory, options));
    } catch (IOException | InterruptedException e) {
      // closed while waiting
    } catch (RuntimeException e) {
      LOG.warn("cannot take over data directory {}: {}", directory, e.getMessage());
      giveUp();
    }
  }

  /** Ends the calls that wait for an owner which this process could not become. */
  private synchronized void giveUp() {
    if (toOwner != null && owner == null) {
      toOwner.shutdownNow();
    }
  }

  /**
   * Calls that are waiting in the old channel find the new owner, this process, as those of other
   * processes do: over the loopback address. So it ends only when they have.
   */
  private void takeOver(DirectoryOwner inherited) throws IOException {
    ManagedChannel old;
    synchronized (this) {
      if (closed) {
        inherited.close();
        return;
      }
      owner = inherited;
      old = toOwner;
      toOwner = null;
    }
    channel.switchTo(inherited.executor().channel());
    inherited.publish();
    if (old != null) {
      old.shutdown();
    }
  }
}
