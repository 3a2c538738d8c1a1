package io.rowrun.calcite.rel;

import io.rowrun.calcite.provider.CloseableIterator;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/** Rows as Calcite's generated code asks for them. One thread at a time. */
final class RowEnumerator<T extends @Nullable Object> implements Enumerator<T> {
  private final CloseableIterator<? extends T> rows;
  private @Nullable T current;

  RowEnumerator(CloseableIterator<? extends T> rows) {
    this.rows = rows;
  }

  @Override
  @SuppressWarnings("NullAway") // a row there is when it is asked for
  public T current() {
    return current;
  }

  @Override
  public boolean moveNext() {
    if (!rows.hasNext()) {
      return false;
    }
    current = rows.next();
    return true;
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("rows are read once");
  }

  @Override
  public void close() {
    rows.close();
  }
}
