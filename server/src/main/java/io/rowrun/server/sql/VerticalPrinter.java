package io.rowrun.server.sql;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints a line for each value. */
final class VerticalPrinter implements RowPrinter {
  private final PrintWriter out;
  private List<Column> columns = List.of();
  private int widest;
  private long rows;

  VerticalPrinter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(List<Column> newColumns) {
    columns = newColumns;
    widest = columns.stream().mapToInt(column -> column.label().length()).max().orElse(0);
    rows = 0;
  }

  @Override
  public void row(@Nullable Object[] values) {
    rows++;
    out.println("-[ row " + rows + " ]" + "-".repeat(Math.max(0, widest)));
    for (int i = 0; i < values.length; i++) {
      String label = columns.get(i).label();
      out.println(label + " ".repeat(widest - label.length()) + " | " + Texts.readable(values[i]));
    }
  }

  @Override
  public void pause() {
    out.flush();
  }

  @Override
  public void end() {
    out.println(rows == 1 ? "(1 row)" : "(" + rows + " rows)");
    out.println();
    out.flush();
  }
}
