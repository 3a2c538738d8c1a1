package io.rowrun.calcite.datasphere;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.ScanRequest;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Reads of what belongs to projects: those the statement names, else the session's. */
final class Projected {
  private Projected() {}

  static List<String> projects(Calls calls, ScanRequest request) {
    List<String> named = request.texts("project_id");
    return named == null ? List.of(calls.session().project()) : named;
  }

  /** The rows of one project after those of another. */
  static <T> CloseableIterator<T> each(
      Calls calls, ScanRequest request, Function<String, CloseableIterator<T>> rows) {
    return chain(projects(calls, request).iterator(), rows);
  }

  /** The rows of one key after those of another, each begun when the one before has ended. */
  static <K, T> CloseableIterator<T> chain(
      Iterator<K> keys, Function<K, CloseableIterator<T>> rows) {
    return new CloseableIterator<>() {
      private CloseableIterator<T> current = CloseableIterator.empty();

      @Override
      public boolean hasNext() {
        while (!current.hasNext() && keys.hasNext()) {
          current.close();
          current = rows.apply(keys.next());
        }
        return current.hasNext();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return current.next();
      }

      @Override
      public void close() {
        current.close();
      }
    };
  }
}
