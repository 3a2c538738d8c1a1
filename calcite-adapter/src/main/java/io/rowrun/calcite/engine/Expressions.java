package io.rowrun.calcite.engine;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.runtime.SqlFunctions;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Turns the expressions that most statements are made of into closures: references, literals,
 * parameters, comparisons, three-valued logic. What is not here is left to generated code, so that
 * no operator has two meanings.
 */
final class Expressions {
  /** The expression needs the full planner. */
  static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1;

    Unsupported(String what) {
      super(what, null, false, false);
    }
  }

  private final RexBuilder rex;
  private final IntUnaryOperator positions;

  /**
   * @param positions where in a row the value of an input reference stands
   */
  Expressions(RexBuilder rex, IntUnaryOperator positions) {
    this.rex = rex;
    this.positions = positions;
  }

  List<Expression> compile(List<? extends RexNode> nodes) throws Unsupported {
    List<Expression> expressions = new ArrayList<>();
    for (RexNode node : nodes) {
      expressions.add(compile(node));
    }
    return expressions;
  }

  Expression compile(RexNode node) throws Unsupported {
    if (node instanceof RexInputRef ref) {
      int position = positions.applyAsInt(ref.getIndex());
      return (row, run) -> row[position];
    }
    if (node instanceof RexLiteral literal) {
      Object value = constant(literal);
      return (row, run) -> value;
    }
    if (node instanceof RexDynamicParam parameter) {
      int index = parameter.getIndex();
      return (row, run) -> run.parameter(index);
    }
    if (node instanceof RexCall call) {
      return call(call);
    }
    throw new Unsupported(node.toString());
  }

  /** A literal in Avatica's internal form. */
  static @Nullable Object constant(RexLiteral literal) throws Unsupported {
    if (literal.isNull()) {
      return null;
    }
    return switch (literal.getType().getSqlTypeName()) {
      case CHAR, VARCHAR -> literal.getValueAs(String.class);
      case BOOLEAN -> literal.getValueAs(Boolean.class);
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, DOUBLE, FLOAT ->
          number(literal.getType(), literal.getValueAs(BigDecimal.class));
      case TIMESTAMP -> literal.getValueAs(Long.class);
      case BINARY, VARBINARY -> literal.getValueAs(ByteString.class);
      default -> throw new Unsupported(literal.toString());
    };
  }

  private static Object number(RelDataType type, @Nullable BigDecimal value) throws Unsupported {
    if (value == null) {
      throw new Unsupported("number");
    }
    return switch (type.getSqlTypeName()) {
      case INTEGER -> value.intValueExact();
      case BIGINT -> value.longValueExact();
      case DECIMAL -> value;
      case DOUBLE, FLOAT -> value.doubleValue();
      default -> throw new Unsupported(type.toString());
    };
  }

  private Expression call(RexCall call) throws Unsupported {
    SqlKind kind = call.getKind();
    return switch (kind) {
      case AND -> and(compile(call.getOperands()));
      case OR -> or(compile(call.getOperands()));
      case NOT -> not(compile(call.getOperands().get(0)));
      case EQUALS -> comparison(call, sign -> sign == 0);
      case NOT_EQUALS -> comparison(call, sign -> sign != 0);
      case LESS_THAN -> comparison(call, sign -> sign < 0);
      case LESS_THAN_OR_EQUAL -> comparison(call, sign -> sign <= 0);
      case GREATER_THAN -> comparison(call, sign -> sign > 0);
      case GREATER_THAN_OR_EQUAL -> comparison(call, sign -> sign >= 0);
      case IS_NULL -> test(call, Objects::isNull);
      case IS_NOT_NULL -> test(call, Objects::nonNull);
      case IS_TRUE -> test(call, Boolean.TRUE::equals);
      case IS_FALSE -> test(call, Boolean.FALSE::equals);
      case IS_NOT_TRUE -> test(call, value -> !Boolean.TRUE.equals(value));
      case IS_NOT_FALSE -> test(call, value -> !Boolean.FALSE.equals(value));
      case SEARCH -> compile(RexUtil.expandSearch(rex, null, call));
      case LIKE -> like(call);
      case CASE -> cases(call);
      case CAST -> cast(call);
      default -> function(call);
    };
  }

  private Expression test(RexCall call, Predicate<@Nullable Object> test) throws Unsupported {
    Expression operand = compile(call.getOperands().get(0));
    return (row, run) -> test.test(operand.value(row, run));
  }

  private static Expression and(List<Expression> operands) {
    return (row, run) -> {
      boolean unknown = false;
      for (Expression operand : operands) {
        Object value = operand.value(row, run);
        if (Boolean.FALSE.equals(value)) {
          return false;
        }
        unknown |= value == null;
      }
      return unknown ? null : Boolean.TRUE;
    };
  }

  private static Expression or(List<Expression> operands) {
    return (row, run) -> {
      boolean unknown = false;
      for (Expression operand : operands) {
        Object value = operand.value(row, run);
        if (Boolean.TRUE.equals(value)) {
          return true;
        }
        unknown |= value == null;
      }
      return unknown ? null : Boolean.FALSE;
    };
  }

  private static Expression not(Expression operand) {
    return (row, run) -> {
      Boolean value = (Boolean) operand.value(row, run);
      return value == null ? null : !value;
    };
  }

  private Expression comparison(RexCall call, IntPredicate holds) throws Unsupported {
    RexNode leftNode = call.getOperands().get(0);
    RexNode rightNode = call.getOperands().get(1);
    if (!Comparison.isPossible(leftNode.getType(), rightNode.getType())) {
      throw new Unsupported(call.toString());
    }
    Expression left = compile(leftNode);
    Expression right = compile(rightNode);
    return (row, run) -> {
      Object a = left.value(row, run);
      Object b = right.value(row, run);
      return a == null || b == null ? null : (Object) holds.test(Comparison.compare(a, b));
    };
  }

  private Expression like(RexCall call) throws Unsupported {
    boolean isPlain = call.getOperator().equals(SqlStdOperatorTable.LIKE);
    if (!isPlain || call.getOperands().size() != 2) {
      throw new Unsupported(call.toString());
    }
    SqlFunctions.LikeFunction like = new SqlFunctions.LikeFunction();
    Expression text = compile(call.getOperands().get(0));
    Expression pattern = compile(call.getOperands().get(1));
    return (row, run) -> {
      String a = (String) text.value(row, run);
      String b = (String) pattern.value(row, run);
      return a == null || b == null ? null : (Object) like.like(a, b);
    };
  }

  private Expression cases(RexCall call) throws Unsupported {
    List<RexNode> nodes = call.getOperands();
    for (int i = 0; i < nodes.size(); i++) {
      boolean isResult = i % 2 == 1 || i == nodes.size() - 1;
      if (isResult && !isSameForm(nodes.get(i).getType(), call.getType())) {
        throw new Unsupported(call.toString());
      }
    }
    List<Expression> operands = compile(nodes);
    return (row, run) -> {
      int last = operands.size() - 1;
      for (int i = 0; i < last; i += 2) {
        if (Boolean.TRUE.equals(operands.get(i).value(row, run))) {
          return operands.get(i + 1).value(row, run);
        }
      }
      return operands.get(last).value(row, run);
    };
  }

  /** Whether values of one type are values of the other as they stand. */
  private static boolean isSameForm(RelDataType from, RelDataType to) {
    return from.getSqlTypeName() == SqlTypeName.NULL
        || from.getSqlTypeName() == to.getSqlTypeName()
        || (isText(from) && isText(to));
  }

  private static boolean isText(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.CHAR
        || type.getSqlTypeName() == SqlTypeName.VARCHAR;
  }

  private Expression cast(RexCall call) throws Unsupported {
    RelDataType from = call.getOperands().get(0).getType();
    RelDataType to = call.getType();
    Expression operand = compile(call.getOperands().get(0));
    if (keepsValue(from, to)) {
      return operand;
    }
    boolean isInteger = from.getSqlTypeName() == SqlTypeName.INTEGER;
    boolean isDecimal = from.getSqlTypeName() == SqlTypeName.DECIMAL;
    if (to.getSqlTypeName() == SqlTypeName.BIGINT && isInteger) {
      return (row, run) -> {
        Number value = (Number) operand.value(row, run);
        return value == null ? null : (Object) value.longValue();
      };
    }
    if (to.getSqlTypeName() == SqlTypeName.DOUBLE && (isInteger || isDecimal)) {
      return (row, run) -> {
        Number value = (Number) operand.value(row, run);
        return value == null ? null : (Object) value.doubleValue();
      };
    }
    throw new Unsupported(call.toString());
  }

  private static boolean keepsValue(RelDataType from, RelDataType to) {
    boolean sameName = from.getSqlTypeName() == to.getSqlTypeName();
    return switch (to.getSqlTypeName()) {
      case VARCHAR ->
          isSameForm(from, to) && to.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED;
      case BIGINT, INTEGER, DOUBLE, BOOLEAN ->
          sameName || from.getSqlTypeName() == SqlTypeName.NULL;
      case TIMESTAMP, VARBINARY ->
          from.getSqlTypeName() == SqlTypeName.NULL
              || (sameName && to.getPrecision() == from.getPrecision());
      default -> false;
    };
  }

  private Expression function(RexCall call) throws Unsupported {
    if (call.getOperator().equals(SqlStdOperatorTable.CONCAT)) {
      List<Expression> parts = texts(call);
      return (row, run) -> {
        StringBuilder joined = new StringBuilder();
        for (Expression part : parts) {
          Object value = part.value(row, run);
          if (value == null) {
            return null;
          }
          joined.append(value);
        }
        return joined.toString();
      };
    }
    if (call.getOperator().equals(SqlStdOperatorTable.UPPER)) {
      return onText(call, text -> text.toUpperCase(Locale.ROOT));
    }
    if (call.getOperator().equals(SqlStdOperatorTable.LOWER)) {
      return onText(call, text -> text.toLowerCase(Locale.ROOT));
    }
    throw new Unsupported(call.toString());
  }

  private Expression onText(RexCall call, UnaryOperator<String> function) throws Unsupported {
    Expression operand = texts(call).get(0);
    return (row, run) -> {
      String text = (String) operand.value(row, run);
      return text == null ? null : function.apply(text);
    };
  }

  private List<Expression> texts(RexCall call) throws Unsupported {
    if (!call.getOperands().stream().allMatch(operand -> isText(operand.getType()))) {
      throw new Unsupported(call.toString());
    }
    return compile(call.getOperands());
  }
}
