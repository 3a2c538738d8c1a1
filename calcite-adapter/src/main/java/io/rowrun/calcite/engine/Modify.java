package io.rowrun.calcite.engine;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.calcite.provider.AwaitMode;
import io.rowrun.calcite.provider.Awaiting;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.InsertRow;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.Writes;
import io.rowrun.calcite.provider.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * The writing part of a plan: takes the rows that its query gives, all before the first write, so
 * that a statement never reads what it writes. Immutable.
 *
 * @param columns of INSERT the columns given, of UPDATE those set
 * @param returned columns that RETURNING reads
 * @param await how long INSERT waits for the end of what it starts; null: as the session says
 */
record Modify<R>(
    SqlKind kind,
    Resource<R> target,
    List<String> columns,
    Set<String> returned,
    @Nullable Duration await) {
  Modify {
    columns = List.copyOf(columns);
    returned = Set.copyOf(returned);
  }

  static <R> Modify<R> of(
      SqlKind kind,
      Resource<R> target,
      List<String> columns,
      Set<String> returned,
      @Nullable Duration await) {
    return new Modify<>(kind, target, columns, returned, await);
  }

  /** Writes, and returns how many rows were written. */
  long run(Query source, Run run, StatementContext context) {
    List<@Nullable Object[]> rows = read(source, run);
    List<Written<R>> written =
        switch (kind) {
          case INSERT -> insert(rows, run, context);
          case UPDATE -> call(update(rows, run), List.of());
          case DELETE -> delete(rows, run);
          default -> throw new IllegalStateException("no write: " + kind);
        };
    run.calls().setWritten(written);
    return written.size();
  }

  private static List<@Nullable Object[]> read(Query source, Run run) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (CloseableIterator<@Nullable Object[]> some = source.rows(run)) {
      some.forEachRemaining(rows::add);
    }
    return rows;
  }

  private List<Written<R>> insert(
      List<@Nullable Object[]> rows, Run run, StatementContext context) {
    Writes.Insert<R> insert = declared(target.insert());
    List<Supplier<Written<R>>> prepared = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      int number = prepared.size() + 1;
      prepared.add(prepare(insert, run, number, rows.size(), row));
    }
    List<Written<R>> written = call(prepared, context.generatedKeys());
    return awaitEnd(written, run);
  }

  private Supplier<Written<R>> prepare(
      Writes.Insert<R> insert, Run run, int number, int rows, @Nullable Object[] row) {
    try {
      return insert.prepare(run.calls(), new InsertRow(number, values(row, 0)))::call;
    } catch (RowrunSqlException e) {
      if (rows == 1) {
        throw e;
      }
      throw new RowrunSqlException(e.sqlState(), "row " + number + ": " + e.getMessage(), e);
    }
  }

  private List<Written<R>> awaitEnd(List<Written<R>> written, Run run) {
    if (await == null && run.calls().session().await() != AwaitMode.ENDED) {
      return written;
    }
    Awaiting awaiting =
        await == null ? Awaiting.start(run.calls()) : Awaiting.start(run.calls(), await);
    List<Written<R>> ended = new ArrayList<>();
    for (Written<R> row : written) {
      ended.add(
          row.operation() == null
              ? row
              : new Written<>(row.key(), row.row(), awaiting.end(row.operation())));
    }
    return ended;
  }

  private List<Supplier<Written<R>>> update(List<@Nullable Object[]> rows, Run run) {
    Writes.Update<R> update = declared(target.update());
    int keys = target.primaryKey().size();
    List<Supplier<Written<R>>> prepared = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      prepared.add(update.prepare(run.calls(), key(row, keys), newValues(row, keys))::call);
    }
    return prepared;
  }

  private List<Written<R>> delete(List<@Nullable Object[]> rows, Run run) {
    int width = target.primaryKey().size();
    List<List<Object>> keys = rows.stream().map(row -> key(row, width)).toList();
    Writes.PreparedDelete<R> delete = declared(target.delete()).prepare(run.calls(), keys);
    List<Supplier<Written<R>>> prepared = new ArrayList<>();
    for (List<Object> key : keys) {
      prepared.add(() -> delete(delete, key, run));
    }
    return call(prepared, List.of());
  }

  private Written<R> delete(Writes.PreparedDelete<R> delete, List<Object> key, Run run) {
    R before = returned.isEmpty() ? null : target.find(run.calls(), key, returned).orElse(null);
    return delete.call(key).withRow(before == null ? null : delete.removed(before));
  }

  /** Makes the calls row by row; a failure names its row and what was made before it. */
  private List<Written<R>> call(List<Supplier<Written<R>>> prepared, List<String> keys) {
    List<Written<R>> written = new ArrayList<>();
    for (Supplier<Written<R>> row : prepared) {
      try {
        Written<R> one = row.get();
        written.add(one);
        if (kind == SqlKind.INSERT) {
          keys.add(one.key().get(0).toString());
        }
      } catch (StatusRuntimeException e) {
        if (kind == SqlKind.DELETE && e.getStatus().getCode() == Status.Code.NOT_FOUND) {
          continue;
        }
        throw prepared.size() == 1 ? e : at(e, written, prepared.size());
      } catch (RowrunSqlException e) {
        throw prepared.size() == 1
            ? e
            : new RowrunSqlException(
                e.sqlState(), where(written, prepared.size()) + e.getMessage(), e);
      }
    }
    return written;
  }

  private StatusRuntimeException at(StatusRuntimeException e, List<Written<R>> written, int rows) {
    String message = where(written, rows) + e.getStatus().getDescription();
    return new StatusRuntimeException(
        e.getStatus().withDescription(message).withCause(e), e.getTrailers());
  }

  private String where(List<Written<R>> written, int rows) {
    List<Object> ids = written.stream().map(w -> w.key().get(0)).toList();
    String done = kind == SqlKind.INSERT ? "made" : kind == SqlKind.DELETE ? "deleted" : "updated";
    String before = ids.isEmpty() ? "none was " + done + " before it" : done + " before it: " + ids;
    return "row %d of %d failed (%s): ".formatted(written.size() + 1, rows, before);
  }

  private static List<Object> key(@Nullable Object[] row, int keys) {
    return Arrays.asList(row).subList(0, keys).stream().map(Modify::present).toList();
  }

  private static Object present(@Nullable Object value) {
    if (value == null) {
      throw new IllegalStateException("a row without its key");
    }
    return value;
  }

  private Map<String, Object> values(@Nullable Object[] row, int from) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Object value = row[from + i];
      if (value != null) {
        values.put(columns.get(i), value);
      }
    }
    return values;
  }

  private Map<String, @Nullable Object> newValues(@Nullable Object[] row, int from) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i), row[from + i]);
    }
    return values;
  }

  private static <T> T declared(@Nullable T writer) {
    if (writer == null) {
      throw new IllegalStateException("a write that is not declared");
    }
    return writer;
  }
}
