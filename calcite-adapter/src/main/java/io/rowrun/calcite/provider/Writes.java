package io.rowrun.calcite.provider;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a resource is written. Each kind of write is given apart; what is absent is refused at
 * planning time.
 */
public final class Writes {
  private Writes() {}

  /** An INSERT, in two steps so that all rows are checked before the first call. */
  @FunctionalInterface
  public interface Insert<R> {
    /** Checks a row, reads what it names, makes no call; the result makes the calls. */
    PreparedInsert<R> prepare(Calls calls, InsertRow row);
  }

  /** A checked row of an INSERT. */
  @FunctionalInterface
  public interface PreparedInsert<R> {
    Written<R> call();
  }

  /** A change of one row. */
  @FunctionalInterface
  public interface Update<R> {
    /**
     * Checks the new values and makes no call; the result makes the calls.
     *
     * @param key values of the primary key
     * @param values by column that is set; null where it is set to NULL
     */
    PreparedInsert<R> prepare(
        Calls calls, List<Object> key, Map<String, ? extends @Nullable Object> values);
  }

  /** A removal, in two steps so that rows which only go together are known before one is gone. */
  @FunctionalInterface
  public interface Delete<R> {
    /**
     * Looks at all rows that are to go; the result removes one of them.
     *
     * @param keys of each row the values of the primary key
     */
    PreparedDelete<R> prepare(Calls calls, List<List<Object>> keys);

    /** A removal of rows that have nothing to do with each other. */
    static <R> Delete<R> each(BiFunction<Calls, List<Object>, Written<R>> removal) {
      return (calls, keys) -> key -> removal.apply(calls, key);
    }
  }

  /** A checked removal. */
  @FunctionalInterface
  public interface PreparedDelete<R> {
    Written<R> call(List<Object> key);

    /** What RETURNING gives of a row, as it was just before its removal. */
    default R removed(R before) {
      return before;
    }
  }
}
