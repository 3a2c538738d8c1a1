package io.rowrun.calcite.datasphere;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.calcite.provider.CloseableIterator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The items of a list that comes page by page; a page is asked for when its first item is. One
 * thread at a time.
 */
final class Pages<T> implements CloseableIterator<T> {
  private static final int FIRST_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  /**
   * A page.
   *
   * @param next where the list goes on; empty after the last page
   * @param bytes size of the answer
   */
  record Page<T>(List<T> items, String next, long bytes) {}

  /** Asks for a page. */
  interface Call<T> {
    Page<T> page(int size, String token);
  }

  private static final long WANTED_BYTES = 1 << 20;

  private final Call<T> call;
  private final Deque<T> items = new ArrayDeque<>();
  private long left;
  private int size;
  private String token = "";
  private boolean ended;

  /**
   * @param limit how many items will be asked for at most, as far as one knows
   */
  Pages(long limit, Call<T> call) {
    this.call = call;
    this.left = limit;
    this.size = (int) Math.max(1, Math.min(limit, FIRST_PAGE));
  }

  @Override
  public boolean hasNext() {
    while (items.isEmpty() && !ended) {
      load();
    }
    return !items.isEmpty();
  }

  private void load() {
    Page<T> page;
    try {
      page = call.page(size, token);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.RESOURCE_EXHAUSTED || size == 1) {
        throw e;
      }
      size = Math.max(1, size / 8);
      return;
    }
    items.addAll(page.items());
    left -= page.items().size();
    token = page.next();
    ended = token.isEmpty();
    size = nextSize(page);
  }

  /** As many as make a large answer, but not more than will be read. */
  private int nextSize(Page<T> page) {
    long each = Math.max(1, page.bytes() / Math.max(1, page.items().size()));
    long fitting = Math.max(1, Math.min(LARGEST_PAGE, WANTED_BYTES / each));
    return (int) Math.max(1, left > 0 ? Math.min(left, fitting) : fitting);
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return items.remove();
  }

  @Override
  public void close() {
    ended = true;
    items.clear();
  }
}
