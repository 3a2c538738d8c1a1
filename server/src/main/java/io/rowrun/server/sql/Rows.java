package io.rowrun.server.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Moves the rows of a result to a printer. They are read on a thread of their own, so that the
 * printer hears when none comes for a moment and shows what there is.
 */
final class Rows {
  private static final int READ_AHEAD = 1000;
  private static final long MOMENT_MILLIS = 150;

  private final ResultSet source;
  private final int[] types;
  private final List<RowPrinter.Column> columns;
  private final BlockingQueue<Object> read = new LinkedBlockingQueue<>(READ_AHEAD);

  /** Comes after the last row; the failure, if reading failed. */
  private record End(@Nullable SQLException failure) {}

  Rows(ResultSet source) throws SQLException {
    this.source = source;
    ResultSetMetaData metadata = source.getMetaData();
    List<RowPrinter.Column> found = new ArrayList<>();
    this.types = new int[metadata.getColumnCount()];
    for (int i = 0; i < types.length; i++) {
      types[i] = metadata.getColumnType(i + 1);
      found.add(new RowPrinter.Column(metadata.getColumnLabel(i + 1), metadata.isSigned(i + 1)));
    }
    this.columns = List.copyOf(found);
  }

  /** Prints all rows; if reading fails, those that were read and no end. */
  void print(RowPrinter printer) throws SQLException, InterruptedException {
    Thread reader = new Thread(this::readAll, "rowrun-rows");
    reader.setDaemon(true);
    reader.start();
    Object next = read.take();
    throwFailure(next);
    printer.begin(columns);
    while (next instanceof Object[] row) {
      printer.row(row);
      next = take(printer);
    }
    if (((End) next).failure() != null) {
      printer.pause();
    }
    throwFailure(next);
    printer.end();
  }

  private static void throwFailure(Object next) throws SQLException {
    if (next instanceof End end && end.failure() != null) {
      throw end.failure();
    }
  }

  private Object take(RowPrinter printer) throws InterruptedException {
    Object next = read.poll(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    if (next == null) {
      printer.pause();
      next = read.take();
    }
    return next;
  }

  private void readAll() {
    SQLException failure = null;
    try {
      while (source.next()) {
        read.put(row());
      }
    } catch (SQLException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    read.add(new End(failure));
  }

  private @Nullable Object[] row() throws SQLException {
    @Nullable Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      values[i] = value(i + 1, types[i]);
    }
    return values;
  }

  private @Nullable Object value(int column, int type) throws SQLException {
    return switch (type) {
      case Types.TIMESTAMP -> source.getObject(column, LocalDateTime.class);
      case Types.BOOLEAN,
          Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.DECIMAL,
          Types.NUMERIC ->
          source.getObject(column);
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> source.getBytes(column);
      default -> source.getString(column);
    };
  }
}
