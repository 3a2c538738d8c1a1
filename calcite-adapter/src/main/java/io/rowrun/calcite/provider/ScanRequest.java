package io.rowrun.calcite.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement wants of a resource. Reads may take advantage of it; the engine checks every row
 * against it all the same.
 *
 * @param equal columns bound to values, each value once, none of them null
 * @param above columns bound from below, the bound itself excluded
 * @param columns columns that will be read
 * @param limit most rows that will be asked for; a guess from above, never a reason to stop
 */
public record ScanRequest(
    Map<String, List<Object>> equal, Map<String, Object> above, Set<String> columns, long limit) {

  /** Everything, all columns given. */
  public static ScanRequest all(Set<String> columns) {
    return new ScanRequest(Map.of(), Map.of(), columns, Long.MAX_VALUE);
  }

  /** The values a text column is bound to; null if it is not bound. */
  public @Nullable List<String> texts(String column) {
    List<Object> values = equal.get(column);
    return values == null ? null : values.stream().map(Object::toString).toList();
  }

  /** Whether any of the columns will be read. */
  public boolean wants(Set<String> some) {
    return some.stream().anyMatch(columns::contains);
  }
}
