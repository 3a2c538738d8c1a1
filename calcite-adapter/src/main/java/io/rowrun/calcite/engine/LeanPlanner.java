package io.rowrun.calcite.engine;

import io.rowrun.calcite.engine.Expressions.Unsupported;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.rel.Bound;
import io.rowrun.calcite.rel.Pushdown;
import io.rowrun.calcite.rel.RowrunTable;
import io.rowrun.calcite.rel.ScanCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans what most statements are: filter, columns, order and limit over one table or constants. No
 * cost model, no generated code; says null to everything else.
 */
final class LeanPlanner {
  /** Apart, so that rules are loaded only when they are needed: there are hundreds. */
  private static final class Rules {
    static final HepProgram FILTERS_DOWN =
        HepProgram.builder()
            .addRuleInstance(CoreRules.FILTER_PROJECT_TRANSPOSE)
            .addRuleInstance(CoreRules.FILTER_MERGE)
            .addRuleInstance(CoreRules.PROJECT_MERGE)
            .build();
  }

  private final List<LeanQuery.Step> steps = new ArrayList<>();
  private final List<String> explanation = new ArrayList<>();
  private final RexBuilder rex;

  private LeanPlanner(RexBuilder rex) {
    this.rex = rex;
  }

  /** The plan, or null if the statement needs the full planner. */
  static @Nullable LeanQuery plan(RelNode rel) {
    try {
      return new LeanPlanner(rel.getCluster().getRexBuilder()).query(canonical(rel));
    } catch (Unsupported e) {
      return null;
    }
  }

  /** With all filters below all projections. */
  private static RelNode canonical(RelNode rel) {
    boolean filtered = false;
    for (RelNode node = rel; node.getInputs().size() == 1; node = node.getInput(0)) {
      if (filtered && node instanceof LogicalProject) {
        HepPlanner planner = new HepPlanner(Rules.FILTERS_DOWN);
        planner.setRoot(rel);
        return planner.findBestExp();
      }
      filtered |= node instanceof LogicalFilter;
    }
    return rel;
  }

  private LeanQuery query(RelNode rel) throws Unsupported {
    Deque<RelNode> chain = new ArrayDeque<>();
    RelNode bottom = rel;
    while (isStep(bottom)) {
      chain.push(bottom);
      bottom = bottom.getInput(0);
    }
    LeanQuery.Source source;
    IntUnaryOperator positions = IntUnaryOperator.identity();
    if (bottom instanceof LogicalTableScan scan) {
      Scan planned = scan(scan, chain);
      source = planned.source;
      positions = planned.positions;
    } else if (bottom instanceof LogicalValues values) {
      source = constants(values);
    } else if (bottom instanceof Union union && union.all) {
      source = union(union);
    } else {
      throw new Unsupported(bottom.getRelTypeName());
    }
    for (RelNode step : chain) {
      add(step, positions);
      if (step instanceof LogicalProject) {
        positions = IntUnaryOperator.identity();
      }
    }
    return new LeanQuery(source, steps, explanation);
  }

  private static boolean isStep(RelNode rel) {
    return rel instanceof LogicalFilter
        || (rel instanceof LogicalProject project && !project.containsOver())
        || rel instanceof LogicalSort;
  }

  private void add(RelNode step, IntUnaryOperator positions) throws Unsupported {
    Expressions expressions = new Expressions(rex, positions);
    if (step instanceof LogicalFilter filter) {
      steps.add(LeanQuery.filter(expressions.compile(filter.getCondition())));
      explanation.add(0, "filter: " + Words.of(filter.getCondition(), filter.getRowType()));
    } else if (step instanceof LogicalProject project) {
      steps.add(LeanQuery.project(expressions.compile(project.getProjects())));
    } else if (step instanceof LogicalSort sort) {
      addSort(sort, positions, expressions);
    }
  }

  private void addSort(LogicalSort sort, IntUnaryOperator positions, Expressions expressions)
      throws Unsupported {
    List<RelFieldCollation> collations = sort.getCollation().getFieldCollations();
    if (!collations.isEmpty()) {
      steps.add(LeanQuery.sort(order(sort, positions)));
      explanation.add(0, "sort: " + Words.of(sort.getCollation(), sort.getRowType()));
    }
    if (sort.offset != null || sort.fetch != null) {
      Expression offset = sort.offset == null ? null : expressions.compile(sort.offset);
      Expression fetch = sort.fetch == null ? null : expressions.compile(sort.fetch);
      steps.add(LeanQuery.slice(offset, fetch));
      explanation.add(0, limit(sort));
    }
  }

  private static String limit(LogicalSort sort) {
    String fetch = sort.fetch == null ? "all" : sort.fetch.toString();
    return "limit: " + fetch + (sort.offset == null ? "" : ", after the first " + sort.offset);
  }

  private static Comparator<@Nullable Object[]> order(LogicalSort sort, IntUnaryOperator positions)
      throws Unsupported {
    List<Comparator<@Nullable Object[]>> orders = new ArrayList<>();
    for (RelFieldCollation collation : sort.getCollation().getFieldCollations()) {
      int field = collation.getFieldIndex();
      if (!Comparison.isPossible(sort.getRowType().getFieldList().get(field).getType())) {
        throw new Unsupported("order by " + field);
      }
      int position = positions.applyAsInt(field);
      boolean nullsFirst =
          collation.nullDirection == RelFieldCollation.NullDirection.FIRST
              || (collation.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED
                  && collation.direction.isDescending());
      int sign = collation.direction.isDescending() ? -1 : 1;
      orders.add((a, b) -> compare(a[position], b[position], nullsFirst, sign));
    }
    return orders.stream().reduce(Comparator::thenComparing).orElseThrow();
  }

  private static int compare(@Nullable Object a, @Nullable Object b, boolean nullsFirst, int sign) {
    if (a == null || b == null) {
      return a == b ? 0 : (a == null) == nullsFirst ? -1 : 1;
    }
    return sign * Comparison.compare(a, b);
  }

  private LeanQuery.Source constants(LogicalValues values) throws Unsupported {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (List<RexLiteral> tuple : values.tuples) {
      @Nullable Object[] row = new Object[tuple.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = Expressions.constant(tuple.get(i));
      }
      rows.add(row);
    }
    explanation.add("rows given: " + rows.size());
    return LeanQuery.constants(rows);
  }

  private LeanQuery.Source union(Union union) throws Unsupported {
    List<LeanQuery> inputs = new ArrayList<>();
    for (RelNode input : union.getInputs()) {
      LeanQuery query = new LeanPlanner(rex).query(canonical(input));
      inputs.add(query);
      explanation.addAll(query.explain());
    }
    return LeanQuery.union(inputs);
  }

  private record Positions(ImmutableBitSet used, int width) implements IntUnaryOperator {
    @Override
    public int applyAsInt(int column) {
      return used.indexOf(column);
    }
  }

  private record Scan(LeanQuery.Source source, IntUnaryOperator positions) {}

  /**
   * Plans the scan with the filter right above it, which leaves the chain if it is pushed whole.
   */
  private Scan scan(LogicalTableScan scan, Deque<RelNode> chain) throws Unsupported {
    RowrunTable table = scan.getTable().unwrap(RowrunTable.class);
    if (table == null) {
      throw new Unsupported(scan.getTable().toString());
    }
    Resource<?> resource = table.resource();
    List<String> names = scan.getRowType().getFieldNames();
    List<Bound> bounds = List.of();
    if (chain.peek() instanceof LogicalFilter filter) {
      Pushdown pushdown = Pushdown.of(resource, names, filter.getCondition(), rex);
      bounds = pushdown.bounds();
      chain.pop();
      if (!pushdown.rest().isEmpty()) {
        chain.push(LogicalFilter.create(scan, RexUtil.composeConjunction(rex, pushdown.rest())));
      }
    }
    Positions positions = new Positions(used(chain, names.size()), names.size());
    List<String> columns = new ArrayList<>();
    positions.used.forEachInt(i -> columns.add(names.get(i)));
    Method method =
        resource
            .readMethod(bound(bounds))
            .orElseThrow(() -> new Unsupported("unbound " + resource));
    explain(resource, method, bounds, columns);
    List<RexNode> operands = bounds.stream().flatMap(b -> b.operands().stream()).toList();
    List<Expression> values = new Expressions(rex, i -> i).compile(operands);
    return new Scan(LeanQuery.scan(ScanCode.of(resource, columns, bounds), values), positions);
  }

  private static Set<String> bound(List<Bound> bounds) {
    Set<String> columns = new HashSet<>();
    bounds.stream().filter(b -> !b.above()).forEach(b -> columns.add(b.column()));
    return columns;
  }

  private void explain(
      Resource<?> resource, Method method, List<Bound> bounds, List<String> columns) {
    explanation.add("call: " + method.rpc() + " for " + resource.name() + ", columns " + columns);
    for (Bound bound : bounds) {
      explanation.add("  pushed: " + Words.plain(bound.toString()));
    }
  }

  /** The columns that the steps read up to the first projection; all if there is none. */
  private static ImmutableBitSet used(Deque<RelNode> chain, int width) {
    ImmutableBitSet.Builder used = ImmutableBitSet.builder();
    for (RelNode step : chain) {
      if (step instanceof LogicalFilter filter) {
        used.addAll(RelOptUtil.InputFinder.bits(filter.getCondition()));
      } else if (step instanceof LogicalSort sort) {
        sort.getCollation().getFieldCollations().forEach(c -> used.set(c.getFieldIndex()));
      } else if (step instanceof LogicalProject project) {
        used.addAll(RelOptUtil.InputFinder.bits(project.getProjects(), null));
        return used.build();
      }
    }
    return ImmutableBitSet.range(width);
  }
}
