package io.rowrun.executor.store;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How lists are cut into pages: newest first, by the last row seen. */
final class Keyset {
  static final String ORDER = " ORDER BY created_at DESC, id DESC";

  private static final PageToken START = new PageToken(Long.MAX_VALUE, "");

  private Keyset() {}

  /** What stands before the ORDER, with two places: {@link PageToken} millis and id. */
  static final String BEHIND = "(created_at, id) < (?, ?)";

  static PageToken orStart(@Nullable PageToken after) {
    return after == null ? START : after;
  }

  /**
   * A page of rows that were asked for one more than fit into it: the one more tells whether there
   * is a next page.
   */
  static <T> Page<T> page(List<T> rows, int pageSize, Function<T, PageToken> tokenOf) {
    if (rows.size() <= pageSize) {
      return new Page<>(rows, null);
    }
    List<T> items = rows.subList(0, pageSize);
    return new Page<>(items, tokenOf.apply(items.get(pageSize - 1)));
  }
}
