package io.rowrun.calcite.provider;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row that an INSERT gives: values by column, in the form that {@link Column#reader} gives
 * them.
 *
 * @param number of the row in its statement, from 1
 */
public record InsertRow(int number, Map<String, Object> values) {

  /** A text column's value, or null if none was given. */
  public @Nullable String text(String column) {
    return (String) values.get(column);
  }

  /** Whether a value other than NULL was given. */
  public boolean has(String column) {
    return values.containsKey(column);
  }
}
