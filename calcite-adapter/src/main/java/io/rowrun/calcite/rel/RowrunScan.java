package io.rowrun.calcite.rel;

import io.rowrun.calcite.provider.Column;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/**
 * The calls that read a resource: some of its columns, with pushed bounds. It is no TableScan on
 * purpose: Calcite's metadata would apply the table's key to the columns that are left and remove
 * joins.
 */
public final class RowrunScan extends AbstractRelNode implements EnumerableRel {
  private static final double COST_OF_A_CALL = 100;
  private static final double ROWS_A_CALL = 100;

  private final RelOptTable table;
  private final List<String> columns;
  private final List<Bound> bounds;

  private RowrunScan(
      RelOptCluster cluster, RelOptTable table, List<String> columns, List<Bound> bounds) {
    super(cluster, cluster.traitSetOf(EnumerableConvention.INSTANCE));
    this.table = table;
    this.columns = List.copyOf(columns);
    this.bounds = List.copyOf(bounds);
  }

  /** A scan of all columns. */
  static RowrunScan of(RelOptCluster cluster, RelOptTable table) {
    return new RowrunScan(cluster, table, table.getRowType().getFieldNames(), List.of());
  }

  RowrunScan withColumns(List<String> fewer) {
    return new RowrunScan(getCluster(), table, fewer, bounds);
  }

  RowrunScan withBounds(List<Bound> more) {
    List<Bound> all = new ArrayList<>(bounds);
    more.stream().filter(b -> !bounds.contains(b)).forEach(all::add);
    return new RowrunScan(getCluster(), table, columns, all);
  }

  public Resource<?> resource() {
    RowrunTable declared = table.unwrap(RowrunTable.class);
    if (declared == null) {
      throw new IllegalStateException("no resource: " + table.getQualifiedName());
    }
    return declared.resource();
  }

  public List<String> columns() {
    return columns;
  }

  public List<Bound> bounds() {
    return bounds;
  }

  /** The method that reads; empty if a column that every method requires is not bound. */
  public Optional<Method> method() {
    Set<String> bound = new HashSet<>();
    bounds.stream().filter(b -> !b.above()).forEach(b -> bound.add(b.column()));
    return resource().readMethod(bound);
  }

  @Override
  public RelOptTable getTable() {
    return table;
  }

  @Override
  protected RelDataType deriveRowType() {
    RelDataTypeFactory.Builder builder = getCluster().getTypeFactory().builder();
    for (String column : columns) {
      Column<?> declared = resource().column(column).orElseThrow();
      builder.add(
          column,
          RowrunTable.type(getCluster().getTypeFactory(), declared.type(), declared.nullable()));
    }
    return builder.build();
  }

  @Override
  public RelNode copy(org.apache.calcite.plan.RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelNode accept(RexShuttle shuttle) {
    boolean changed = false;
    List<Bound> visited = new ArrayList<>();
    for (Bound bound : bounds) {
      List<RexNode> operands = shuttle.apply(bound.operands());
      changed |= !operands.equals(bound.operands());
      visited.add(new Bound(bound.column(), bound.above(), operands));
    }
    return changed ? new RowrunScan(getCluster(), table, columns, visited) : this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer)
        .item("table", String.join(".", table.getQualifiedName()))
        .item("call", method().map(Method::rpc).orElse("none: a required column is not bound"))
        .itemIf(
            "pushed",
            bounds.stream().map(Bound::toString).collect(Collectors.joining(" AND ")),
            !bounds.isEmpty())
        .item("columns", columns);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    double rows = resource().usualRows();
    for (Bound bound : bounds) {
      boolean key = resource().primaryKey().equals(List.of(bound.column()));
      rows = key ? Math.min(rows, bound.operands().size()) : rows * (bound.above() ? 0.5 : 0.1);
    }
    return Math.max(rows, 1);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    if (method().isEmpty()) {
      return planner.getCostFactory().makeInfiniteCost();
    }
    double rows = estimateRowCount(mq);
    double width = 0.5 + 0.5 * columns.size() / table.getRowType().getFieldCount();
    double calls = method().map(this::calls).orElse(1.0) + rows / ROWS_A_CALL;
    return planner.getCostFactory().makeCost(rows, calls * COST_OF_A_CALL + rows * width, 0);
  }

  /** A method that needs a column makes a call for each of its values. */
  private double calls(Method method) {
    return bounds.stream()
        .filter(b -> method.required().contains(b.column()))
        .mapToInt(b -> b.operands().size())
        .min()
        .orElse(1);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer pref) {
    JavaTypeFactory types = (JavaTypeFactory) getCluster().getTypeFactory();
    PhysType physType = PhysTypeImpl.of(types, getRowType(), JavaRowFormat.ARRAY);
    BlockBuilder block = new BlockBuilder();
    Expression code = implementor.stash(ScanCode.of(resource(), columns, bounds), ScanCode.class);
    RexToLixTranslator translator =
        RexToLixTranslator.forAggregation(types, block, null, SqlConformanceEnum.LENIENT)
            .setCorrelates(implementor::getCorrelVariableGetter);
    List<Expression> operands = new ArrayList<>();
    for (Bound bound : bounds) {
      for (Expression operand : translator.translateList(bound.operands())) {
        operands.add(Expressions.box(operand));
      }
    }
    block.add(
        Expressions.return_(
            null,
            Expressions.call(
                code,
                "enumerable",
                implementor.getRootExpression(),
                Expressions.newArrayInit(Object.class, operands))));
    return implementor.result(physType, block.toBlock());
  }
}
