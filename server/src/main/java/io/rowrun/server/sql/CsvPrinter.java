package io.rowrun.server.sql;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints RFC 4180; NULL is empty, an empty text is two quotes. */
final class CsvPrinter implements RowPrinter {
  private final PrintWriter out;

  CsvPrinter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(List<Column> columns) {
    line(columns.stream().map(Column::label).toArray());
  }

  @Override
  public void row(@Nullable Object[] values) {
    line(values);
  }

  @Override
  public void pause() {
    out.flush();
  }

  @Override
  public void end() {
    out.flush();
  }

  private void line(@Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.print(',');
      }
      Object value = values[i];
      if (value != null) {
        out.print(value instanceof String text ? quoted(text) : Texts.iso(value));
      }
    }
    out.print("\r\n");
  }

  private static String quoted(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == '"' || c == ',' || c < ' ');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
