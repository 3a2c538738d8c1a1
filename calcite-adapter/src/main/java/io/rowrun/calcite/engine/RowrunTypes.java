package io.rowrun.calcite.engine;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** Calcite's types with text in UTF-8 that is never padded to another's length. */
final class RowrunTypes extends JavaTypeFactoryImpl {
  private static final int LARGEST_PRECISION = 38;
  private static final int SCALE_OF_AVERAGE = 6;
  private static final RelDataTypeSystem SYSTEM = new TypeSystem();

  /** Sums do not overflow and averages are no integers, as in PostgreSQL. */
  private static final class TypeSystem extends RelDataTypeSystemImpl {
    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
      return true;
    }

    @Override
    public int getMaxPrecision(SqlTypeName name) {
      return name == SqlTypeName.DECIMAL ? LARGEST_PRECISION : super.getMaxPrecision(name);
    }

    @Override
    public int getMaxScale(SqlTypeName name) {
      return name == SqlTypeName.DECIMAL ? LARGEST_PRECISION : super.getMaxScale(name);
    }

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
      RelDataType sum =
          switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                factory.createSqlType(SqlTypeName.DECIMAL, LARGEST_PRECISION, 0);
            default -> argument;
          };
      return factory.createTypeWithNullability(sum, argument.isNullable());
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
      RelDataType average =
          switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> factory.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL ->
                factory.createSqlType(
                    SqlTypeName.DECIMAL, LARGEST_PRECISION, argument.getScale() + SCALE_OF_AVERAGE);
            default -> argument;
          };
      // Nullable whatever the argument is: the deviation of one value is unknown.
      return factory.createTypeWithNullability(average, true);
    }
  }

  RowrunTypes() {
    super(SYSTEM);
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }
}
