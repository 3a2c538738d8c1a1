package io.rowrun.calcite.engine;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlJsonEmptyOrError;
import org.apache.calcite.sql.SqlJsonValueEmptyOrErrorBehavior;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code JSON_VALUE(… RETURNING type)} read the text of the value as that type, with its ON
 * ERROR clause: Calcite takes it that the value has the type's class already.
 */
final class JsonValues extends RelHomogeneousShuttle {
  private static final int FIRST_CLAUSE = 2;

  private final RexBuilder rex;
  private final RexShuttle expressions =
      new RexShuttle() {
        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
          RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
          return visited.clone(visited.rel.accept(JsonValues.this));
        }

        @Override
        public RexNode visitCall(RexCall call) {
          RexNode visited = super.visitCall(call);
          return visited instanceof RexCall value
                  && value.getOperator().equals(SqlStdOperatorTable.JSON_VALUE)
                  && !SqlTypeUtil.inCharFamily(value.getType())
              ? typed(value)
              : visited;
        }
      };

  JsonValues(RexBuilder rex) {
    this.rex = rex;
  }

  @Override
  public RelNode visit(RelNode other) {
    return super.visit(other).accept(expressions);
  }

  private RexNode typed(RexCall call) {
    RelDataType type = rex.getTypeFactory().createTypeWithNullability(call.getType(), true);
    RexNode text = text(call);
    if (onError(call) == SqlJsonValueEmptyOrErrorBehavior.ERROR) {
      return rex.makeCast(type, text);
    }
    RexNode value = rex.makeCast(type, text, true, true);
    RexNode instead = defaultOnError(call);
    return instead == null
        ? value
        : rex.makeCall(
            type,
            SqlStdOperatorTable.CASE,
            List.of(
                rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, value),
                value,
                rex.makeCall(SqlStdOperatorTable.IS_NULL, text),
                rex.makeNullLiteral(type),
                rex.makeCast(type, instead)));
  }

  /** The same value as text, and defaults as text. */
  private RexNode text(RexCall call) {
    RelDataTypeFactory types = rex.getTypeFactory();
    RelDataType text =
        types.createTypeWithNullability(types.createSqlType(SqlTypeName.VARCHAR), true);
    List<RexNode> operands = new ArrayList<>(call.getOperands());
    for (int i = FIRST_CLAUSE + 1; i < operands.size(); i++) {
      if (isBehavior(operands.get(i - 1), SqlJsonValueEmptyOrErrorBehavior.DEFAULT)) {
        operands.set(i, rex.makeCast(text, operands.get(i)));
      }
    }
    return rex.makeCall(text, SqlStdOperatorTable.JSON_VALUE, operands);
  }

  private static @Nullable SqlJsonValueEmptyOrErrorBehavior onError(RexCall call) {
    int clause = errorClause(call);
    return clause < 0
        ? null
        : symbol(call.getOperands().get(clause - 1), SqlJsonValueEmptyOrErrorBehavior.class);
  }

  private static @Nullable RexNode defaultOnError(RexCall call) {
    int clause = errorClause(call);
    boolean given =
        clause > FIRST_CLAUSE + 1
            && isBehavior(
                call.getOperands().get(clause - 2), SqlJsonValueEmptyOrErrorBehavior.DEFAULT);
    return given ? call.getOperands().get(clause - 1) : null;
  }

  /** Where {@code ON ERROR} stands, or -1. */
  private static int errorClause(RexCall call) {
    for (int i = FIRST_CLAUSE + 1; i < call.getOperands().size(); i++) {
      if (symbol(call.getOperands().get(i), SqlJsonEmptyOrError.class)
          == SqlJsonEmptyOrError.ERROR) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isBehavior(RexNode node, SqlJsonValueEmptyOrErrorBehavior behavior) {
    return symbol(node, SqlJsonValueEmptyOrErrorBehavior.class) == behavior;
  }

  private static <E extends Enum<E>> @Nullable E symbol(RexNode node, Class<E> type) {
    return node instanceof RexLiteral literal && type.isInstance(literal.getValue())
        ? type.cast(literal.getValue())
        : null;
  }
}
