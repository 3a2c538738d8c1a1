package io.rowrun.calcite.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Sums and averages get their arguments in the type of their result. Calcite's generated code adds
 * longs as longs whatever the result is: it would overflow without a word, or fail.
 */
final class WideAggregates extends RelHomogeneousShuttle {
  private final RexBuilder rex;

  WideAggregates(RexBuilder rex) {
    this.rex = rex;
  }

  @Override
  public RelNode visit(RelNode node) {
    RelNode visited = super.visit(node).accept(new Expressions());
    return visited instanceof LogicalAggregate aggregate ? widen(aggregate) : visited;
  }

  private RelNode widen(LogicalAggregate aggregate) {
    List<RexNode> inputs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (RelDataTypeField field : aggregate.getInput().getRowType().getFieldList()) {
      inputs.add(RexInputRef.of(field.getIndex(), aggregate.getInput().getRowType()));
      names.add(field.getName());
    }
    int width = inputs.size();
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (isNarrow(call.getAggregation().getKind(), inputs, call)) {
        inputs.add(cast(call.getType(), inputs.get(call.getArgList().get(0))));
        names.add("$wide" + inputs.size());
        calls.add(call.withArgList(List.of(inputs.size() - 1)));
      } else {
        calls.add(call);
      }
    }
    if (inputs.size() == width) {
      return aggregate;
    }
    RelNode input = LogicalProject.create(aggregate.getInput(), List.of(), inputs, names, Set.of());
    return aggregate.copy(
        aggregate.getTraitSet(), input, aggregate.getGroupSet(), aggregate.getGroupSets(), calls);
  }

  private static boolean isNarrow(SqlKind kind, List<RexNode> inputs, AggregateCall call) {
    return call.getArgList().size() == 1
        && isNarrow(kind, inputs.get(call.getArgList().get(0)).getType(), call.getType());
  }

  private static boolean isNarrow(SqlKind kind, RelDataType argument, RelDataType result) {
    boolean sums =
        kind == SqlKind.SUM || kind == SqlKind.SUM0 || SqlKind.AVG_AGG_FUNCTIONS.contains(kind);
    return sums
        && SqlTypeName.INT_TYPES.contains(argument.getSqlTypeName())
        && argument.getSqlTypeName() != result.getSqlTypeName();
  }

  private RexNode cast(RelDataType type, RexNode value) {
    RelDataType same =
        rex.getTypeFactory().createTypeWithNullability(type, value.getType().isNullable());
    return rex.makeCast(same, value);
  }

  /** The same for windows, and within sub-queries. */
  private final class Expressions extends RexShuttle {
    @Override
    public RexNode visitOver(RexOver over) {
      RexOver visited = (RexOver) super.visitOver(over);
      if (visited.getOperands().size() != 1
          || !isNarrow(
              visited.getAggOperator().getKind(),
              visited.getOperands().get(0).getType(),
              visited.getType())) {
        return visited;
      }
      return rex.makeOver(
          visited.getParserPosition(),
          visited.getType(),
          visited.getAggOperator(),
          List.of(cast(visited.getType(), visited.getOperands().get(0))),
          visited.getWindow().partitionKeys,
          visited.getWindow().orderKeys,
          visited.getWindow().getLowerBound(),
          visited.getWindow().getUpperBound(),
          visited.getWindow().getExclude(),
          visited.getWindow().isRows(),
          true,
          false,
          visited.isDistinct(),
          visited.ignoreNulls());
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
      return visited.clone(visited.rel.accept(WideAggregates.this));
    }
  }
}
