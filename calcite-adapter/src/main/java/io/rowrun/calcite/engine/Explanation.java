package io.rowrun.calcite.engine;

import io.rowrun.calcite.provider.CloseableIterator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a plan as rows. */
record Explanation(List<String> explain) implements Query {
  static Explanation of(List<String> lines) {
    return new Explanation(List.copyOf(lines));
  }

  @Override
  public CloseableIterator<@Nullable Object[]> rows(Run run) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    explain.forEach(line -> rows.add(new Object[] {line}));
    return CloseableIterator.of(rows);
  }
}
