package io.rowrun.server.sql;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints columns under each other. Their widths are those of the first rows; they are fixed when
 * enough rows are there or no other comes for a moment, so that a live log is shown as it grows.
 */
final class TablePrinter implements RowPrinter {
  private static final int ROWS_FOR_WIDTHS = 500;

  private final PrintWriter out;
  private final List<List<List<String>>> waiting = new ArrayList<>();
  private List<Column> columns = List.of();
  private int[] widths = new int[0];
  private boolean started;
  private long rows;

  TablePrinter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(List<Column> newColumns) {
    columns = newColumns;
    widths = columns.stream().mapToInt(column -> width(column.label())).toArray();
    started = false;
    rows = 0;
  }

  @Override
  public void row(@Nullable Object[] values) {
    List<List<String>> texts = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      texts.add(Texts.lines(values[i]));
      if (!started) {
        widths[i] =
            Math.max(widths[i], texts.get(i).stream().mapToInt(t -> width(t)).max().orElse(0));
      }
    }
    rows++;
    waiting.add(texts);
    if (started || waiting.size() >= ROWS_FOR_WIDTHS) {
      printWaiting();
    }
  }

  @Override
  public void pause() {
    if (!waiting.isEmpty()) {
      printWaiting();
    }
    out.flush();
  }

  @Override
  public void end() {
    printWaiting();
    printRule();
    out.println(rows == 1 ? "(1 row)" : "(" + rows + " rows)");
    out.println();
    out.flush();
  }

  private void printWaiting() {
    if (!started) {
      started = true;
      printRule();
      printLine(columns.stream().map(Column::label).toList());
      printRule();
    }
    waiting.forEach(this::printRow);
    waiting.clear();
  }

  /** A row is as high as the value with the most lines. */
  private void printRow(List<List<String>> texts) {
    int height = texts.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < height; i++) {
      int line = i;
      printLine(texts.stream().map(t -> line < t.size() ? t.get(line) : "").toList());
    }
  }

  private void printLine(List<String> texts) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      String padding = " ".repeat(Math.max(0, widths[i] - width(text)));
      boolean right = columns.get(i).isNumber();
      line.append(' ').append(right ? padding + text : text + padding).append(" |");
    }
    out.println(line);
  }

  private void printRule() {
    StringBuilder line = new StringBuilder("+");
    for (int width : widths) {
      line.append("-".repeat(width + 2)).append('+');
    }
    out.println(line);
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
