package io.rowrun.jdbc.metadata;

import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.MetaImpl;
import org.jspecify.annotations.Nullable;

/** Columns and rows of a result set of DatabaseMetaData. */
public record MetadataResult(List<ColumnMetaData> columns, List<@Nullable Object[]> rows) {
  public MetadataResult {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * @param shape names in order, each with {@code :s} for text, {@code :i} and {@code :h} for
   *     numbers of 32 and 16 bits, {@code :b} for truth values
   */
  static MetadataResult of(String shape, List<@Nullable Object[]> rows) {
    List<ColumnMetaData> columns = new ArrayList<>();
    for (String column : shape.split(" ", -1)) {
      int colon = column.indexOf(':');
      columns.add(
          MetaImpl.columnMetaData(
              column.substring(0, colon),
              columns.size(),
              type(column.charAt(colon + 1)),
              DatabaseMetaData.columnNullable));
    }
    return new MetadataResult(columns, rows);
  }

  private static Class<?> type(char letter) {
    return switch (letter) {
      case 's' -> String.class;
      case 'i' -> Integer.class;
      case 'h' -> Short.class;
      case 'b' -> Boolean.class;
      default -> throw new IllegalArgumentException("no type letter: " + letter);
    };
  }
}
