package io.rowrun.calcite.provider;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows that come as they are asked for, with something to close behind them. One thread at a time.
 */
public interface CloseableIterator<T> extends Iterator<T>, AutoCloseable {
  /** Ends what produces the rows; calling it twice is allowed. */
  @Override
  void close();

  /** The items of a list. */
  static <T> CloseableIterator<T> of(List<? extends T> items) {
    return of(items.iterator());
  }

  /** An iterator that has nothing to close. */
  static <T> CloseableIterator<T> of(Iterator<? extends T> items) {
    return of(items, () -> {});
  }

  /** An iterator and what to do at its end. */
  static <T> CloseableIterator<T> of(Iterator<? extends T> items, Runnable onClose) {
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public T next() {
        return items.next();
      }

      @Override
      public void close() {
        onClose.run();
      }
    };
  }

  /** No items. */
  static <T> CloseableIterator<T> empty() {
    return of(Collections.emptyIterator());
  }

  /** Each item changed, when it is asked for. */
  default <R> CloseableIterator<R> map(Function<? super T, ? extends R> change) {
    CloseableIterator<T> source = this;
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return source.hasNext();
      }

      @Override
      public R next() {
        return change.apply(source.next());
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  /** The items that pass; looks ahead only when asked {@link #hasNext}. */
  default CloseableIterator<T> filter(Predicate<? super T> condition) {
    CloseableIterator<T> source = this;
    return new CloseableIterator<>() {
      private boolean found;
      private @Nullable T item;

      @Override
      public boolean hasNext() {
        while (!found && source.hasNext()) {
          T candidate = source.next();
          if (condition.test(candidate)) {
            item = candidate;
            found = true;
          }
        }
        return found;
      }

      @Override
      @SuppressWarnings("NullAway") // item is set when found is
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        found = false;
        return item;
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  /** At most {@code count} items after the first {@code offset}; asks the source for no more. */
  default CloseableIterator<T> slice(long offset, long count) {
    CloseableIterator<T> source = this;
    return new CloseableIterator<>() {
      private long toSkip = offset;
      private long left = count;

      @Override
      public boolean hasNext() {
        while (left > 0 && toSkip > 0 && source.hasNext()) {
          source.next();
          toSkip--;
        }
        return left > 0 && toSkip == 0 && source.hasNext();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        left--;
        return source.next();
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }
}
