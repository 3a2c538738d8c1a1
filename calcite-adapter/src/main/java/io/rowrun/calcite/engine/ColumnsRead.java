package io.rowrun.calcite.engine;

import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.logical.LogicalProject;
import org.jspecify.annotations.Nullable;

/** Finds which columns of the table below a projection reads. */
final class ColumnsRead extends RelVisitor {
  private final Set<String> names = new HashSet<>();

  private ColumnsRead() {}

  static Set<String> of(RelNode rel) {
    ColumnsRead visitor = new ColumnsRead();
    visitor.go(rel);
    return visitor.names;
  }

  @Override
  public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
    if (node instanceof LogicalProject project) {
      RelOptUtil.InputFinder.bits(project.getProjects(), null)
          .forEachInt(i -> names.add(project.getInput().getRowType().getFieldNames().get(i)));
    } else if (node.getInputs().isEmpty() && parent == null) {
      names.addAll(node.getRowType().getFieldNames());
    }
    super.visit(node, ordinal, parent);
  }
}
