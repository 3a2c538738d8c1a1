package io.rowrun.calcite.rel;

import io.rowrun.calcite.provider.CloseableIterator;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/** Rows as Calcite's generated code asks for them. One thread at a time. */
final class RowEnumerator implements Enumerator<@Nullable Object> {
  private final CloseableIterator<? extends @Nullable Object> rows;
  private @Nullable Object current;

  RowEnumerator(CloseableIterator<? extends @Nullable Object> rows) {
    this.rows = rows;
  }

  @Override
  public @Nullable Object current() {
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
