package io.rowrun.calcite.engine;

import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.rel.ScanCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query of one table or of constants, run as it stands: no generated code. Immutable. */
final class LeanQuery implements Query {
  /** Where rows come from. */
  interface Source {
    CloseableIterator<@Nullable Object[]> rows(Run run, long limit);
  }

  /** What is done to rows. */
  interface Step {
    CloseableIterator<@Nullable Object[]> apply(
        CloseableIterator<@Nullable Object[]> rows, Run run);

    /** Most rows to ask for below if this many are asked for above. */
    default long below(long limit, Run run) {
      return Long.MAX_VALUE;
    }
  }

  private final Source source;
  private final List<Step> steps;
  private final List<String> explanation;

  LeanQuery(Source source, List<Step> steps, List<String> explanation) {
    this.source = source;
    this.steps = List.copyOf(steps);
    this.explanation = List.copyOf(explanation);
  }

  @Override
  public CloseableIterator<@Nullable Object[]> rows(Run run) {
    long limit = Long.MAX_VALUE;
    for (int i = steps.size() - 1; i >= 0; i--) {
      limit = steps.get(i).below(limit, run);
    }
    CloseableIterator<@Nullable Object[]> rows = source.rows(run, limit);
    for (Step step : steps) {
      rows = step.apply(rows, run);
    }
    return rows;
  }

  @Override
  public List<String> explain() {
    return explanation;
  }

  static Source scan(ScanCode<?> code, List<Expression> operands) {
    return (run, limit) -> code.rows(run.calls(), values(operands, NO_ROW, run), limit);
  }

  private static final @Nullable Object[] NO_ROW = {};

  static Source constants(List<@Nullable Object[]> rows) {
    return (run, limit) -> CloseableIterator.of(rows);
  }

  static Source union(List<LeanQuery> inputs) {
    return (run, limit) -> {
      Iterator<@Nullable Object[]> all =
          inputs.stream().flatMap(input -> toList(input.rows(run)).stream()).iterator();
      return CloseableIterator.of(all);
    };
  }

  static Step filter(Expression condition) {
    return (rows, run) -> rows.filter(row -> Boolean.TRUE.equals(condition.value(row, run)));
  }

  static Step project(List<Expression> expressions) {
    return new Step() {
      @Override
      public CloseableIterator<@Nullable Object[]> apply(
          CloseableIterator<@Nullable Object[]> rows, Run run) {
        return rows.map(row -> values(expressions, row, run));
      }

      @Override
      public long below(long limit, Run run) {
        return limit;
      }
    };
  }

  static Step sort(Comparator<@Nullable Object[]> order) {
    return (rows, run) -> {
      List<@Nullable Object[]> sorted = toList(rows);
      sorted.sort(order);
      return CloseableIterator.of(sorted);
    };
  }

  static Step slice(@Nullable Expression offset, @Nullable Expression fetch) {
    return new Step() {
      @Override
      public CloseableIterator<@Nullable Object[]> apply(
          CloseableIterator<@Nullable Object[]> rows, Run run) {
        return rows.slice(count(offset, 0, run), count(fetch, Long.MAX_VALUE, run));
      }

      @Override
      public long below(long limit, Run run) {
        long mine = Math.min(limit, count(fetch, Long.MAX_VALUE, run));
        long skipped = count(offset, 0, run);
        return mine > Long.MAX_VALUE - skipped ? Long.MAX_VALUE : mine + skipped;
      }
    };
  }

  private static long count(@Nullable Expression expression, long absent, Run run) {
    Object value = expression == null ? null : expression.value(NO_ROW, run);
    return value == null ? absent : ((Number) value).longValue();
  }

  private static @Nullable Object[] values(
      List<Expression> expressions, @Nullable Object[] row, Run run) {
    @Nullable Object[] values = new Object[expressions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = expressions.get(i).value(row, run);
    }
    return values;
  }

  private static List<@Nullable Object[]> toList(CloseableIterator<@Nullable Object[]> rows) {
    List<@Nullable Object[]> list = new ArrayList<>();
    try (rows) {
      rows.forEachRemaining(list::add);
    }
    return list;
  }
}
