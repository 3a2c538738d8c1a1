package io.rowrun.calcite.rel;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mappings;

/** Rules that turn a table into calls and move predicates and columns into them. */
public final class RowrunRules {
  private RowrunRules() {}

  /** A declared table becomes a scan. */
  public static final RelOptRule SCAN = new ScanRule();

  /** A filter's predicates go into the scan below, as far as it takes them. */
  public static final RelOptRule FILTER = new FilterRule();

  /** Columns that nobody reads leave the scan. */
  public static final RelOptRule PROJECT = new ProjectRule();

  /** Counting reads one column. */
  public static final RelOptRule COUNT = new CountRule();

  public static final List<RelOptRule> ALL = List.of(SCAN, FILTER, PROJECT, COUNT);

  @SuppressWarnings("deprecation") // the other way asks for a generated configuration class a rule
  private static final class ScanRule extends RelOptRule {
    ScanRule() {
      super(operand(LogicalTableScan.class, none()), "RowrunScanRule");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
      LogicalTableScan scan = call.rel(0);
      if (scan.getTable().unwrap(RowrunTable.class) != null) {
        call.transformTo(RowrunScan.of(scan.getCluster(), scan.getTable()));
      }
    }
  }

  @SuppressWarnings("deprecation")
  private static final class FilterRule extends RelOptRule {
    FilterRule() {
      super(operand(LogicalFilter.class, operand(RowrunScan.class, none())), "RowrunFilterRule");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
      Filter filter = call.rel(0);
      RowrunScan scan = call.rel(1);
      RexBuilder rex = filter.getCluster().getRexBuilder();
      Pushdown pushdown = Pushdown.of(scan.resource(), scan.columns(), filter.getCondition(), rex);
      RowrunScan bound = scan.withBounds(pushdown.bounds());
      if (bound.bounds().equals(scan.bounds())) {
        return;
      }
      call.transformTo(
          pushdown.rest().isEmpty()
              ? bound
              : LogicalFilter.create(bound, RexUtil.composeConjunction(rex, pushdown.rest())));
    }
  }

  @SuppressWarnings("deprecation")
  private static final class ProjectRule extends RelOptRule {
    ProjectRule() {
      super(operand(LogicalProject.class, operand(RowrunScan.class, none())), "RowrunProjectRule");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
      Project project = call.rel(0);
      RowrunScan scan = call.rel(1);
      ImmutableBitSet used = RelOptUtil.InputFinder.bits(project.getProjects(), null);
      if (used.isEmpty()) {
        used = ImmutableBitSet.of(0);
      }
      int width = scan.columns().size();
      if (isColumnsOnly(project)) {
        call.transformTo(scan.withColumns(columnsOf(project, scan)));
      } else if (used.cardinality() < width) {
        List<String> columns = new ArrayList<>();
        used.forEachInt(i -> columns.add(scan.columns().get(i)));
        List<RexNode> projects =
            RexUtil.apply(
                Mappings.target(used::indexOf, width, columns.size()), project.getProjects());
        RelNode narrow = scan.withColumns(columns);
        call.transformTo(
            LogicalProject.create(
                narrow,
                project.getHints(),
                projects,
                project.getRowType(),
                project.getVariablesSet()));
      }
    }

    /** Whether the projection only picks columns, each once and under its own name. */
    private static boolean isColumnsOnly(Project project) {
      List<String> inputs = project.getInput().getRowType().getFieldNames();
      List<String> names = project.getRowType().getFieldNames();
      ImmutableBitSet.Builder seen = ImmutableBitSet.builder();
      for (int i = 0; i < names.size(); i++) {
        if (!(project.getProjects().get(i) instanceof RexInputRef ref)
            || !inputs.get(ref.getIndex()).equals(names.get(i))
            || seen.get(ref.getIndex())) {
          return false;
        }
        seen.set(ref.getIndex());
      }
      return !names.isEmpty();
    }

    private static List<String> columnsOf(Project project, RowrunScan scan) {
      return project.getProjects().stream()
          .map(p -> scan.columns().get(((RexInputRef) p).getIndex()))
          .toList();
    }
  }

  @SuppressWarnings("deprecation")
  private static final class CountRule extends RelOptRule {
    CountRule() {
      super(operand(LogicalAggregate.class, operand(RowrunScan.class, none())), "RowrunCountRule");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
      Aggregate aggregate = call.rel(0);
      RowrunScan scan = call.rel(1);
      boolean counts =
          aggregate.getGroupSet().isEmpty()
              && aggregate.getAggCallList().stream()
                  .allMatch(a -> a.getArgList().isEmpty() && a.filterArg < 0);
      if (counts && scan.columns().size() > 1) {
        RelNode narrow = scan.withColumns(scan.columns().subList(0, 1));
        call.transformTo(aggregate.copy(aggregate.getTraitSet(), List.of(narrow)));
      }
    }
  }
}
