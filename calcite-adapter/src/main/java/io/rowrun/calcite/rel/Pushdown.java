package io.rowrun.calcite.rel;

import io.rowrun.calcite.provider.Column;
import io.rowrun.calcite.provider.ColumnType;
import io.rowrun.calcite.provider.Resource;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.Sarg;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * What of a condition a scan takes over, and what is left to be applied above it.
 *
 * @param bounds predicates that every row of the condition fulfils
 * @param rest conjuncts that the bounds do not say in full
 */
public record Pushdown(List<Bound> bounds, List<RexNode> rest) {
  public Pushdown {
    bounds = List.copyOf(bounds);
    rest = List.copyOf(rest);
  }

  /**
   * Parts a condition.
   *
   * @param columns names of the columns that the condition's input references mean
   */
  public static Pushdown of(
      Resource<?> resource, List<String> columns, RexNode condition, RexBuilder rex) {
    Parting parting = new Parting(resource, columns, rex);
    List<Bound> bounds = new ArrayList<>();
    List<RexNode> rest = new ArrayList<>();
    for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
      Part part = parting.part(conjunct);
      if (part == null) {
        rest.add(conjunct);
      } else {
        bounds.add(part.bound);
        if (!part.exact) {
          rest.add(conjunct);
        }
      }
    }
    return new Pushdown(bounds, rest);
  }

  private record Part(Bound bound, boolean exact) {}

  private record Parting(Resource<?> resource, List<String> columns, RexBuilder rex) {

    @Nullable Part part(RexNode conjunct) {
      return switch (conjunct.getKind()) {
        case EQUALS -> equality((RexCall) conjunct);
        case SEARCH -> points((RexCall) conjunct);
        case OR -> alternatives((RexCall) conjunct);
        case GREATER_THAN, LESS_THAN -> above((RexCall) conjunct);
        default -> null;
      };
    }

    private @Nullable Part equality(RexCall call) {
      RexNode left = RexUtil.removeNullabilityCast(rex.getTypeFactory(), call.getOperands().get(0));
      RexNode right =
          RexUtil.removeNullabilityCast(rex.getTypeFactory(), call.getOperands().get(1));
      Part part = equality(left, right);
      return part == null ? equality(right, left) : part;
    }

    private @Nullable Part equality(RexNode side, RexNode operand) {
      Column<?> column = column(side);
      if (column == null || !resource.pushesEqual(column.name()) || !suits(column, operand)) {
        return null;
      }
      return new Part(new Bound(column.name(), false, List.of(operand)), true);
    }

    private @Nullable Part points(RexCall call) {
      Column<?> column = column(call.getOperands().get(0));
      RexLiteral literal = (RexLiteral) call.getOperands().get(1);
      Sarg<?> sarg = literal.getValueAs(Sarg.class);
      if (column == null
          || sarg == null
          || !sarg.isPoints()
          || sarg.nullAs == RexUnknownAs.TRUE
          || !resource.pushesEqual(column.name())
          || !suits(column, literal.getType())) {
        return null;
      }
      // As VARCHAR: a literal of type CHAR would be padded to the longest of them.
      RelDataType type =
          SqlTypeUtil.inCharFamily(literal.getType())
              ? rex.getTypeFactory().createSqlType(SqlTypeName.VARCHAR)
              : literal.getType();
      List<RexNode> values = new ArrayList<>();
      sarg.rangeSet
          .asRanges()
          .forEach(range -> values.add(rex.makeLiteral(range.lowerEndpoint(), type, false)));
      return new Part(new Bound(column.name(), false, values), true);
    }

    /** {@code c = 1 OR c = 2}, and what says at least that much: {@code c = 1 AND x OR c = 2}. */
    private @Nullable Part alternatives(RexCall or) {
      for (String column : columns) {
        if (!resource.pushesEqual(column)) {
          continue;
        }
        List<RexNode> operands = new ArrayList<>();
        boolean exact = true;
        boolean bound = true;
        for (RexNode alternative : or.getOperands()) {
          List<RexNode> conjuncts = RelOptUtil.conjunctions(alternative);
          Part part = equalityOn(column, conjuncts);
          if (part == null) {
            bound = false;
            break;
          }
          exact &= conjuncts.size() == 1 && part.exact;
          operands.addAll(part.bound.operands());
        }
        if (bound) {
          return new Part(new Bound(column, false, operands), exact);
        }
      }
      return null;
    }

    private @Nullable Part equalityOn(String column, List<RexNode> conjuncts) {
      for (RexNode conjunct : conjuncts) {
        Part part =
            conjunct.isA(SqlKind.GREATER_THAN) || conjunct.isA(SqlKind.LESS_THAN)
                ? null
                : part(conjunct);
        if (part != null && part.bound.column().equals(column)) {
          return part;
        }
      }
      return null;
    }

    private @Nullable Part above(RexCall call) {
      boolean greater = call.isA(SqlKind.GREATER_THAN);
      RexNode side = call.getOperands().get(greater ? 0 : 1);
      RexNode operand = call.getOperands().get(greater ? 1 : 0);
      Column<?> column = column(side);
      if (column == null || !resource.pushesAbove(column.name()) || !suits(column, operand)) {
        return null;
      }
      return new Part(new Bound(column.name(), true, List.of(operand)), true);
    }

    private @Nullable Column<?> column(RexNode node) {
      if (!(node instanceof RexInputRef ref)) {
        return null;
      }
      return resource.column(columns.get(ref.getIndex())).orElse(null);
    }

    private static boolean suits(Column<?> column, RexNode operand) {
      return isRowIndependent(operand) && suits(column, operand.getType());
    }

    /** Whether values of the type can be compared with the column's as they are. */
    private static boolean suits(Column<?> column, RelDataType type) {
      ColumnType columnType = column.type();
      return switch (columnType) {
        case TEXT -> SqlTypeUtil.inCharFamily(type);
        case LONG, INT -> SqlTypeFamily.INTEGER.contains(type);
        case BOOLEAN -> SqlTypeUtil.isBoolean(type);
        case DOUBLE, TIMESTAMP, BYTES -> false;
      };
    }
  }

  private static boolean isRowIndependent(RexNode node) {
    try {
      node.accept(
          new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
              throw Util.FoundOne.NULL;
            }

            @Override
            public Void visitSubQuery(RexSubQuery subQuery) {
              throw Util.FoundOne.NULL;
            }

            @Override
            public Void visitOver(RexOver over) {
              throw Util.FoundOne.NULL;
            }
          });
      return RexUtil.isDeterministic(node);
    } catch (Util.FoundOne e) {
      return false;
    }
  }
}
