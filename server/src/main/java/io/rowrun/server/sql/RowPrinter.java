package io.rowrun.server.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints the rows of one result. Values are null, Number, Boolean, LocalDateTime, byte[] or String.
 * One thread at a time.
 */
public interface RowPrinter {
  void begin(List<Column> columns);

  void row(@Nullable Object[] values);

  /** No row is there at the moment: show what there is. */
  void pause();

  void end();

  /** A column's label and whether numbers stand in it. */
  record Column(String label, boolean isNumber) {}
}
