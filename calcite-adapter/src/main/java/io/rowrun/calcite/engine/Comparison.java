package io.rowrun.calcite.engine;

import java.math.BigDecimal;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** The order of values in Avatica's internal form. */
final class Comparison {
  private Comparison() {}

  /** Whether values of the two types have one order. */
  static boolean isPossible(RelDataType a, RelDataType b) {
    String family = family(a.getSqlTypeName());
    return family != null && family.equals(family(b.getSqlTypeName()));
  }

  /** Whether values of the type have an order. */
  static boolean isPossible(RelDataType type) {
    return family(type.getSqlTypeName()) != null;
  }

  private static @Nullable String family(SqlTypeName name) {
    return switch (name) {
      case CHAR, VARCHAR -> "text";
      case INTEGER, BIGINT, DECIMAL, DOUBLE -> "number";
      case BOOLEAN -> "boolean";
      case TIMESTAMP -> "timestamp";
      default -> null;
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static int compare(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return compareNumbers(x, y);
    }
    return ((Comparable) a).compareTo(b);
  }

  private static int compareNumbers(Number a, Number b) {
    if (a instanceof Double || b instanceof Double) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (a instanceof BigDecimal || b instanceof BigDecimal) {
      return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
    }
    return Long.compare(a.longValue(), b.longValue());
  }
}
