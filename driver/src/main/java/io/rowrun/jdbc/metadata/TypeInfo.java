package io.rowrun.jdbc.metadata;

import static java.sql.DatabaseMetaData.typeNullable;
import static java.sql.DatabaseMetaData.typePredBasic;
import static java.sql.DatabaseMetaData.typeSearchable;

import io.rowrun.jdbc.value.TypeFacts;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types that columns and expressions have, as getTypeInfo lists them: by JDBC number. */
public final class TypeInfo {
  private static final int[] TYPES = {
    Types.TINYINT,
    Types.BIGINT,
    Types.VARBINARY,
    Types.CHAR,
    Types.DECIMAL,
    Types.INTEGER,
    Types.SMALLINT,
    Types.FLOAT,
    Types.REAL,
    Types.DOUBLE,
    Types.VARCHAR,
    Types.BOOLEAN,
    Types.DATE,
    Types.TIME,
    Types.TIMESTAMP
  };

  private TypeInfo() {}

  public static MetadataResult all() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int type : TYPES) {
      rows.add(row(type));
    }
    return MetadataResult.of(
        "TYPE_NAME:s DATA_TYPE:i PRECISION:i LITERAL_PREFIX:s LITERAL_SUFFIX:s CREATE_PARAMS:s"
            + " NULLABLE:h CASE_SENSITIVE:b SEARCHABLE:h UNSIGNED_ATTRIBUTE:b FIXED_PREC_SCALE:b"
            + " AUTO_INCREMENT:b LOCAL_TYPE_NAME:s MINIMUM_SCALE:h MAXIMUM_SCALE:h SQL_DATA_TYPE:i"
            + " SQL_DATETIME_SUB:i NUM_PREC_RADIX:i",
        rows);
  }

  private static @Nullable Object[] row(int type) {
    boolean text = type == Types.VARCHAR || type == Types.CHAR;
    short searchable = (short) (text ? typeSearchable : typePredBasic);
    return new @Nullable Object[] {
      TypeFacts.name(type),
      type,
      TypeFacts.precision(type, 0),
      prefix(type),
      prefix(type) == null ? null : "'",
      type == Types.DECIMAL ? "PRECISION,SCALE" : null,
      (short) typeNullable,
      text,
      searchable,
      !TypeFacts.isNumber(type),
      false,
      false,
      null,
      (short) 0,
      (short) (type == Types.DECIMAL ? 38 : TypeFacts.scale(type, 0)),
      null,
      null,
      TypeFacts.isNumber(type) ? 10 : null
    };
  }

  private static @Nullable String prefix(int type) {
    return switch (type) {
      case Types.CHAR, Types.VARCHAR -> "'";
      case Types.VARBINARY -> "X'";
      case Types.DATE -> "DATE '";
      case Types.TIME -> "TIME '";
      case Types.TIMESTAMP -> "TIMESTAMP '";
      default -> null;
    };
  }
}
