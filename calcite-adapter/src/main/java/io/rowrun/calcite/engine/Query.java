package io.rowrun.calcite.engine;

import io.rowrun.calcite.provider.CloseableIterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A planned query. Immutable. */
interface Query {
  /** Its rows as they come. */
  CloseableIterator<@Nullable Object[]> rows(Run run);

  /** What it will do, for people: a line a step, the last step first. */
  List<String> explain();
}
