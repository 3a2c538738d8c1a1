package io.rowrun.jdbc.endpoint;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds the owner of one data directory in its {@code owner.json}. When the connection is lost it
 * looks there every few milliseconds until somebody else has written it.
 */
final class OwnerResolver extends NameResolver {
  private static final long LOOK_MILLIS = 20;

  /** Then it rests until gRPC, still without a connection, asks again. */
  private static final int LOOKS = 250;

  private final Path directory;
  private final AtomicReference<@Nullable OwnerFile> current;
  private final SynchronizationContext context;
  private final ScheduledExecutorService timer;

  // only touched within the synchronization context
  private @Nullable Listener2 listener;
  private int looksLeft;
  private SynchronizationContext.@Nullable ScheduledHandle nextLook;
  private boolean stopped;

  private OwnerResolver(Path directory, AtomicReference<@Nullable OwnerFile> current, Args args) {
    this.directory = directory;
    this.current = current;
    this.context = args.getSynchronizationContext();
    this.timer = args.getScheduledExecutorService();
  }

  @Override
  public String getServiceAuthority() {
    return OwnerFile.HOST;
  }

  @Override
  public void start(Listener2 newListener) {
    listener = newListener;
    refresh();
  }

  /** Called when a connection could not be made or was lost. */
  @Override
  public void refresh() {
    looksLeft = LOOKS;
    look();
  }

  @Override
  public void shutdown() {
    stopped = true;
    if (nextLook != null) {
      nextLook.cancel();
    }
  }

  private void look() {
    if (stopped) {
      return;
    }
    Optional<OwnerFile> found = readQuietly();
    if (found.isPresent() && !found.get().equals(current.get())) {
      current.set(found.get());
      publish(found.get());
    } else if (looksLeft-- > 0 && (nextLook == null || !nextLook.isPending())) {
      nextLook = context.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS, timer);
    }
  }

  private Optional<OwnerFile> readQuietly() {
    try {
      return OwnerFile.read(directory);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void publish(OwnerFile owner) {
    SocketAddress address = new InetSocketAddress(OwnerFile.HOST, owner.port());
    Status unused =
        Objects.requireNonNull(listener)
            .onResult2(
                ResolutionResult.newBuilder()
                    .setAddressesOrError(
                        StatusOr.fromValue(List.of(new EquivalentAddressGroup(address))))
                    .build());
  }

  /** Makes resolvers for one directory; given to one channel, never registered. */
  static final class Provider extends NameResolverProvider {
    static final String SCHEME = "rowrun-owner";

    private final Path directory;
    private final AtomicReference<@Nullable OwnerFile> current = new AtomicReference<>();

    Provider(Path directory) {
      this.directory = directory;
    }

    /** The secret of the owner found last. */
    String secret() {
      OwnerFile owner = current.get();
      if (owner == null) {
        throw new IllegalStateException("no owner of " + directory + " is known");
      }
      return owner.secret();
    }

    @Override
    public NameResolver newNameResolver(URI target, Args args) {
      return new OwnerResolver(directory, current, args);
    }

    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 5;
    }

    @Override
    public String getDefaultScheme() {
      return SCHEME;
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
      return Set.of(InetSocketAddress.class);
    }
  }
}
