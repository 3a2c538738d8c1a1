package io.rowrun.executor.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next where the list goes on; null: this was its last part
 */
public record Page<T>(List<T> items, @Nullable PageToken next) {
  public Page {
    items = List.copyOf(items);
  }
}
