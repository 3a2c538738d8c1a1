package io.rowrun.calcite.datasphere;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.calcite.provider.CloseableIterator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Things got one by one, each once, several at a time; unknown ones are left out. One thread at a
 * time.
 */
final class Gets<T> implements CloseableIterator<T> {
  private final Iterator<String> ids;
  private final int parallel;
  private final Function<String, ListenableFuture<T>> call;
  private final Deque<ListenableFuture<T>> underWay = new ArrayDeque<>();
  private @Nullable T item;

  private Gets(Iterator<String> ids, int parallel, Function<String, ListenableFuture<T>> call) {
    this.ids = ids;
    this.parallel = parallel;
    this.call = call;
  }

  /** In the order of the ids. */
  static <T> CloseableIterator<T> of(
      List<String> ids, int parallel, Function<String, ListenableFuture<T>> call) {
    return of(ids.iterator(), parallel, call);
  }

  /** In the order of the ids, each asked for when a call of it may begin. */
  static <T> CloseableIterator<T> of(
      Iterator<String> ids, int parallel, Function<String, ListenableFuture<T>> call) {
    return new Gets<>(ids, parallel, call);
  }

  /**
   * What a call gives that finds one thing by its id; nothing if there is none, or if the id is
   * none that a thing can have, which a server may tell by INVALID_ARGUMENT.
   */
  static <T> Optional<T> one(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case NOT_FOUND, INVALID_ARGUMENT -> Optional.empty();
        default -> throw e;
      };
    }
  }

  @Override
  public boolean hasNext() {
    while (item == null) {
      while (underWay.size() < parallel && ids.hasNext()) {
        underWay.add(call.apply(ids.next()));
      }
      ListenableFuture<T> first = underWay.poll();
      if (first == null) {
        return false;
      }
      item = one(() -> await(first)).orElse(null);
    }
    return true;
  }

  private static <T> T await(Future<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw Status.fromThrowable(cause).asRuntimeException(Status.trailersFromThrowable(cause));
    }
  }

  @Override
  @SuppressWarnings("NullAway") // item is set when hasNext is true
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T result = item;
    item = null;
    return result;
  }

  @Override
  public void close() {
    underWay.forEach(answer -> answer.cancel(true));
    underWay.clear();
  }
}
