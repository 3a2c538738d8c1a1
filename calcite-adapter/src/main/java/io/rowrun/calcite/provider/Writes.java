package io.rowrun.calcite.provider;

import java.util.List;
import java.util.Map;

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
     */
    PreparedInsert<R> prepare(Calls calls, List<Object> key, Map<String, Object> values);
  }

  /** A removal of one row. */
  @FunctionalInterface
  public interface Delete<R> {
    Written<R> call(Calls calls, List<Object> key);
  }
}
