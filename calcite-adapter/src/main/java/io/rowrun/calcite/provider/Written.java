package io.rowrun.calcite.provider;

import io.rowrun.proto.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write did to one row.
 *
 * @param key values of the primary key
 * @param row the row as it was last, where it cannot be read again
 * @param operation the call's operation, if it had one
 */
public record Written<R>(List<Object> key, @Nullable R row, @Nullable Operation operation) {
  public Written {
    key = List.copyOf(key);
  }

  public Written<R> withRow(@Nullable R newRow) {
    return new Written<>(key, newRow, operation);
  }
}
