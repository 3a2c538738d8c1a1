package io.rowrun.jdbc.value;

import java.sql.Types;
import org.apache.calcite.avatica.SqlType;

/** What tools ask about a JDBC type: sizes, digits, classes. Never negative. */
public final class TypeFacts {
  /** Texts and bytes have no limit of their own. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private TypeFacts() {}

  /** Such as TIMESTAMP, without precision. */
  public static String name(int type) {
    return SqlType.valueOf(type).name();
  }

  public static boolean isNumber(int type) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.DECIMAL,
          Types.NUMERIC ->
          true;
      default -> false;
    };
  }

  /** Digits of a number, characters of a text, a date or a time. */
  public static int precision(int type, int declared) {
    return switch (type) {
      case Types.BOOLEAN, Types.BIT -> 1;
      case Types.TINYINT -> 3;
      case Types.SMALLINT -> 5;
      case Types.INTEGER -> 10;
      case Types.BIGINT -> 19;
      case Types.REAL -> 7;
      case Types.FLOAT, Types.DOUBLE -> 15;
      case Types.DECIMAL, Types.NUMERIC -> declared > 0 ? declared : 38;
      case Types.DATE -> 10;
      case Types.TIME -> 12;
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> 23;
      case Types.NULL -> 0;
      default -> declared > 0 ? declared : UNLIMITED;
    };
  }

  /** Digits after the point. */
  public static int scale(int type, int declared) {
    return switch (type) {
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE, Types.TIME -> 3;
      case Types.DECIMAL, Types.NUMERIC -> Math.max(0, declared);
      default -> 0;
    };
  }

  /** Characters that the widest value takes. */
  public static int displaySize(int type, int declared) {
    return switch (type) {
      case Types.BOOLEAN, Types.BIT -> 5;
      case Types.TINYINT -> 4;
      case Types.SMALLINT -> 6;
      case Types.INTEGER -> 11;
      case Types.BIGINT -> 20;
      case Types.REAL -> 15;
      case Types.FLOAT, Types.DOUBLE -> 25;
      case Types.DECIMAL, Types.NUMERIC -> precision(type, declared) + 2;
      case Types.NULL -> 4;
      default -> precision(type, declared);
    };
  }

  /** The class of what {@code getObject} gives. */
  public static String className(int type) {
    return switch (type) {
      case Types.BOOLEAN, Types.BIT -> "java.lang.Boolean";
      case Types.TINYINT -> "java.lang.Byte";
      case Types.SMALLINT -> "java.lang.Short";
      case Types.INTEGER -> "java.lang.Integer";
      case Types.BIGINT -> "java.lang.Long";
      case Types.REAL -> "java.lang.Float";
      case Types.FLOAT, Types.DOUBLE -> "java.lang.Double";
      case Types.DECIMAL, Types.NUMERIC -> "java.math.BigDecimal";
      case Types.DATE -> "java.sql.Date";
      case Types.TIME -> "java.sql.Time";
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> "java.sql.Timestamp";
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> "[B";
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR -> "java.lang.String";
      default -> "java.lang.Object";
    };
  }
}
