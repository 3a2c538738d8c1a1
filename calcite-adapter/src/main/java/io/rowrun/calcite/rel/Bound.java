package io.rowrun.calcite.rel;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexNode;

/**
 * A pushed predicate: the column equals one of the operands, or is above the only one. Operands do
 * not depend on the row.
 */
public record Bound(String column, boolean above, List<RexNode> operands) {
  public Bound {
    operands = List.copyOf(operands);
  }

  @Override
  public String toString() {
    String values = operands.stream().map(RexNode::toString).collect(Collectors.joining(", "));
    if (above) {
      return column + " > " + values;
    }
    return operands.size() == 1 ? column + " = " + values : column + " IN (" + values + ")";
  }
}
