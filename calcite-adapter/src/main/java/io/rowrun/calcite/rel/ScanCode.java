package io.rowrun.calcite.rel;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Column;
import io.rowrun.calcite.provider.ColumnType;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.ScanRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/**
 * A scan ready to run: which columns of which resource, bound how. Immutable; generated code and
 * the lean path call it with the values of the operands.
 */
public final class ScanCode<R> {
  /** The variable of a DataContext under which the {@link Calls} are found. */
  public static final String CALLS = "rowrun.calls";

  /** A bound without its operands. */
  record Shape(String column, ColumnType type, boolean above, int operands) {}

  private final Resource<R> resource;
  private final List<Column<R>> columns;
  private final List<Shape> shapes;
  private final Map<String, Function<R, ? extends @Nullable Object>> readers = new HashMap<>();

  private ScanCode(Resource<R> resource, List<String> columns, List<Bound> bounds) {
    this.resource = resource;
    this.columns = columns.stream().map(c -> resource.column(c).orElseThrow()).toList();
    this.shapes =
        bounds.stream()
            .map(b -> new Shape(b.column(), type(b.column()), b.above(), b.operands().size()))
            .toList();
    shapes.forEach(s -> readers.put(s.column, resource.column(s.column).orElseThrow().reader()));
  }

  public static <R> ScanCode<R> of(Resource<R> resource, List<String> columns, List<Bound> bounds) {
    return new ScanCode<>(resource, columns, bounds);
  }

  private ColumnType type(String column) {
    return resource.column(column).orElseThrow().type();
  }

  /** Called by generated code. One column gives bare values, as Calcite's row format has it. */
  public Enumerable<@Nullable Object> enumerable(DataContext root, @Nullable Object[] operands) {
    Calls calls = (Calls) root.get(CALLS);
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<@Nullable Object> enumerator() {
        CloseableIterator<@Nullable Object[]> rows = rows(calls, operands, Long.MAX_VALUE);
        return new RowEnumerator<>(
            columns.size() == 1 ? rows.map(row -> row[0]) : rows.map(row -> row));
      }
    };
  }

  /**
   * The rows, each with the values of the columns in order.
   *
   * @param operands values of all bounds' operands, one after the other
   * @param limit most rows that will be asked for, as a hint
   */
  public CloseableIterator<@Nullable Object[]> rows(
      Calls calls, @Nullable Object[] operands, long limit) {
    ScanRequest request = request(operands, limit);
    if (request.equal().values().stream().anyMatch(List::isEmpty)) {
      return CloseableIterator.empty();
    }
    CloseableIterator<R> rows = resource.read().rows(calls, request);
    if (!shapes.isEmpty()) {
      rows = rows.filter(row -> fulfils(row, request));
    }
    return rows.map(row -> values(calls, row));
  }

  private @Nullable Object[] values(Calls calls, R row) {
    calls.requireRunning();
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.get(i).reader().apply(row);
    }
    return values;
  }

  private ScanRequest request(@Nullable Object[] operands, long limit) {
    Map<String, List<Object>> equal = new LinkedHashMap<>();
    Map<String, Object> above = new LinkedHashMap<>();
    int next = 0;
    for (Shape shape : shapes) {
      Set<Object> values = new LinkedHashSet<>();
      for (int i = 0; i < shape.operands; i++) {
        Object value = operands[next++];
        if (value != null) {
          values.add(convert(value, shape.type));
        }
      }
      if (shape.above && !values.isEmpty()) {
        above.merge(shape.column, values.iterator().next(), ScanCode::larger);
      } else {
        equal.merge(shape.column, List.copyOf(values), ScanCode::common);
      }
    }
    Set<String> wanted = new LinkedHashSet<>();
    columns.forEach(c -> wanted.add(c.name()));
    return new ScanRequest(equal, above, wanted, limit);
  }

  private static Object convert(Object value, ColumnType type) {
    return switch (type) {
      case LONG -> ((Number) value).longValue();
      case INT -> ((Number) value).intValue();
      case TEXT, DOUBLE, BOOLEAN, TIMESTAMP, BYTES -> value;
    };
  }

  private static Object larger(Object a, Object b) {
    return ((Number) a).longValue() >= ((Number) b).longValue() ? a : b;
  }

  private static List<Object> common(List<Object> a, List<Object> b) {
    Set<Object> both = new LinkedHashSet<>(a);
    both.retainAll(new HashSet<>(b));
    return List.copyOf(both);
  }

  /** Reads may give more than was asked for; what is pushed is exact all the same. */
  private boolean fulfils(R row, ScanRequest request) {
    for (Map.Entry<String, List<Object>> bound : request.equal().entrySet()) {
      if (!isOneOf(read(row, bound.getKey()), bound.getValue())) {
        return false;
      }
    }
    for (Map.Entry<String, Object> bound : request.above().entrySet()) {
      Object value = read(row, bound.getKey());
      if (value == null
          || ((Number) value).longValue() <= ((Number) bound.getValue()).longValue()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOneOf(@Nullable Object value, List<Object> values) {
    return value != null && values.contains(value);
  }

  private @Nullable Object read(R row, String column) {
    Function<R, ? extends @Nullable Object> reader = readers.get(column);
    if (reader == null) {
      throw new IllegalStateException("no reader of " + column);
    }
    return reader.apply(row);
  }

  /** The names of the columns that are read, and the bounds: for plans that people read. */
  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    columns.forEach(c -> names.add(c.name()));
    return resource + names.toString();
  }
}
