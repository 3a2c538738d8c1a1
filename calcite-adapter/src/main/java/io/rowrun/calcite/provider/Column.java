package io.rowrun.calcite.provider;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a resource.
 *
 * @param nullable whether a row may have no value here
 * @param hidden takes part in INSERT only: it cannot be selected
 * @param insertable whether INSERT may give it a value
 * @param updatable whether UPDATE may set it
 * @param reader the value in a row: String, Integer, Long (also milliseconds of a TIMESTAMP),
 *     Double, Boolean, Avatica's ByteString, or null
 */
public record Column<R>(
    String name,
    ColumnType type,
    String remark,
    boolean nullable,
    boolean hidden,
    boolean insertable,
    boolean updatable,
    Function<R, ? extends @Nullable Object> reader) {

  /** The same column as another kind of row has it. */
  <S> Column<S> readBy(Function<S, R> row) {
    return readAs(other -> reader.apply(row.apply(other)));
  }

  /** The same column read in another way from another kind of row. */
  <S> Column<S> readAs(Function<S, ? extends @Nullable Object> otherReader) {
    return new Column<>(name, type, remark, nullable, hidden, insertable, updatable, otherReader);
  }

  /** The value of a column that always has one. */
  Object value(R row) {
    Object value = reader.apply(row);
    if (value == null) {
      throw new IllegalStateException("no value of " + name);
    }
    return value;
  }
}
