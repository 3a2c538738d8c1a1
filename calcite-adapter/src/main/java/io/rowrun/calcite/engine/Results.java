package io.rowrun.calcite.engine;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** What JDBC is told about a statement's columns and parameters. */
final class Results {
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private Results() {}

  /**
   * The columns of a result.
   *
   * @param origins per column schema, table and column it comes from, or null
   */
  static List<ColumnMetaData> columns(
      JavaTypeFactory types, RelDataType row, List<? extends @Nullable List<String>> origins) {
    List<ColumnMetaData> columns = new ArrayList<>();
    for (RelDataTypeField field : row.getFieldList()) {
      List<String> origin =
          field.getIndex() < origins.size() ? origins.get(field.getIndex()) : null;
      columns.add(column(types, field, origin));
    }
    return columns;
  }

  /** The one column of a plan in words. */
  static List<ColumnMetaData> plan() {
    AvaticaType text = ColumnMetaData.scalar(java.sql.Types.VARCHAR, "VARCHAR", Rep.STRING);
    return List.of(column(0, "plan", text, UNLIMITED, 0, false, false, null));
  }

  private static ColumnMetaData column(
      JavaTypeFactory types, RelDataTypeField field, @Nullable List<String> origin) {
    RelDataType type = field.getType();
    String originColumn = origin == null ? null : origin.get(origin.size() - 1);
    String label =
        originColumn != null && originColumn.equalsIgnoreCase(field.getName())
            ? originColumn
            : field.getName();
    return column(
        field.getIndex(),
        label,
        avaticaType(types, type),
        precision(type),
        Math.max(type.getScale(), 0),
        type.isNullable(),
        SqlTypeName.NUMERIC_TYPES.contains(type.getSqlTypeName()),
        origin);
  }

  private static ColumnMetaData column(
      int ordinal,
      String label,
      AvaticaType type,
      int precision,
      int scale,
      boolean nullable,
      boolean signed,
      @Nullable List<String> origin) {
    return new ColumnMetaData(
        ordinal,
        false,
        true,
        true,
        false,
        nullable
            ? java.sql.DatabaseMetaData.columnNullable
            : java.sql.DatabaseMetaData.columnNoNulls,
        signed,
        displaySize(type, precision),
        label,
        origin == null ? label : origin.get(origin.size() - 1),
        origin == null ? "" : String.join(".", origin.subList(0, origin.size() - 2)),
        precision,
        scale,
        origin == null ? "" : origin.get(origin.size() - 2),
        "",
        type,
        true,
        false,
        false,
        type.columnClassName());
  }

  private static int displaySize(AvaticaType type, int precision) {
    return switch (type.id) {
      case java.sql.Types.BIGINT -> 20;
      case java.sql.Types.INTEGER -> 11;
      case java.sql.Types.DOUBLE -> 24;
      case java.sql.Types.BOOLEAN -> 5;
      case java.sql.Types.TIMESTAMP -> 23;
      default -> precision;
    };
  }

  private static int precision(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BIGINT -> 19;
      case INTEGER -> 10;
      case DOUBLE, FLOAT -> 17;
      case BOOLEAN -> 1;
      case TIMESTAMP -> 23;
      default ->
          type.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED
              ? UNLIMITED
              : type.getPrecision();
    };
  }

  private static AvaticaType avaticaType(JavaTypeFactory types, RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    RelDataType component = type.getComponentType();
    if (component != null) {
      return ColumnMetaData.array(
          avaticaType(types, component), component.getSqlTypeName().getName(), Rep.ARRAY);
    }
    return switch (name) {
      case ANY, OTHER, MAP, ROW, NULL, SYMBOL ->
          ColumnMetaData.scalar(name.getJdbcOrdinal(), name.getName(), Rep.OBJECT);
      default ->
          ColumnMetaData.scalar(
              name.getJdbcOrdinal(),
              name.getName(),
              Rep.of(types.getJavaClass(nullable(types, type))));
    };
  }

  private static RelDataType nullable(JavaTypeFactory types, RelDataType type) {
    return types.createTypeWithNullability(type, true);
  }

  static List<AvaticaParameter> parameters(JavaTypeFactory types, List<RelDataType> parameters) {
    List<AvaticaParameter> described = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      RelDataType type = parameters.get(i);
      described.add(
          new AvaticaParameter(
              SqlTypeName.NUMERIC_TYPES.contains(type.getSqlTypeName()),
              precision(type),
              Math.max(type.getScale(), 0),
              type.getSqlTypeName().getJdbcOrdinal(),
              type.getSqlTypeName().getName(),
              Object.class.getName(),
              "?" + i));
    }
    return described;
  }
}
