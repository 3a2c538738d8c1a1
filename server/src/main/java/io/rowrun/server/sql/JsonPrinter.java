package io.rowrun.server.sql;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints an array of objects, one a line, so that a reader may also go line by line. */
final class JsonPrinter implements RowPrinter {
  private final PrintWriter out;
  private List<String> labels = List.of();
  private boolean first;

  JsonPrinter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(List<Column> columns) {
    labels = columns.stream().map(column -> string(column.label())).toList();
    first = true;
    out.print("[");
  }

  @Override
  public void row(@Nullable Object[] values) {
    out.print(first ? "\n{" : ",\n{");
    first = false;
    for (int i = 0; i < values.length; i++) {
      out.print((i == 0 ? "" : ",") + labels.get(i) + ":" + json(values[i]));
    }
    out.print('}');
  }

  @Override
  public void pause() {
    out.flush();
  }

  @Override
  public void end() {
    out.print(first ? "]\n" : "\n]\n");
    out.flush();
  }

  private static String json(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    boolean bare =
        value instanceof Boolean
            || (value instanceof Double number && Double.isFinite(number))
            || (value instanceof Number && !(value instanceof Double));
    return bare ? Texts.iso(value) : string(Texts.iso(value));
  }

  private static String string(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ' || (Character.isSurrogate(c) && !isPaired(text, i))) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }

  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
