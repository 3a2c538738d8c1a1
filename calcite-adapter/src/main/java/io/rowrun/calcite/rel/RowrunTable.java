package io.rowrun.calcite.rel;

import io.rowrun.calcite.provider.Column;
import io.rowrun.calcite.provider.ColumnType;
import io.rowrun.calcite.provider.Resource;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** A resource as Calcite sees it: what can be selected, and its key. Immutable. */
public class RowrunTable extends AbstractTable {
  private final Resource<?> resource;
  private final Statistic statistic;
  private volatile @Nullable Typed typed;

  /**
   * The row type as one factory makes it: made once, as every statement asks for it several times.
   */
  private record Typed(RelDataTypeFactory factory, RelDataType rowType) {}

  public RowrunTable(Resource<?> resource) {
    this.resource = resource;
    this.statistic = Statistics.of(resource.usualRows(), keys(resource));
  }

  public final Resource<?> resource() {
    return resource;
  }

  @Override
  public final RelDataType getRowType(RelDataTypeFactory typeFactory) {
    Typed known = typed;
    if (known == null || known.factory != typeFactory) {
      known = new Typed(typeFactory, rowType(typeFactory));
      typed = known;
    }
    return known.rowType;
  }

  private RelDataType rowType(RelDataTypeFactory typeFactory) {
    RelDataTypeFactory.Builder builder = typeFactory.builder();
    for (Column<?> column : resource.selectable()) {
      builder.add(column.name(), type(typeFactory, column.type(), column.nullable()));
    }
    return builder.build();
  }

  /** The SQL type of a column. */
  public static RelDataType type(RelDataTypeFactory factory, ColumnType type, boolean nullable) {
    RelDataType plain =
        switch (type) {
          case TEXT -> factory.createSqlType(SqlTypeName.VARCHAR);
          case LONG -> factory.createSqlType(SqlTypeName.BIGINT);
          case INT -> factory.createSqlType(SqlTypeName.INTEGER);
          case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
          case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
          case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 3);
          case BYTES -> factory.createSqlType(SqlTypeName.VARBINARY);
        };
    return factory.createTypeWithNullability(plain, nullable);
  }

  @Override
  public final Statistic getStatistic() {
    return statistic;
  }

  private static List<ImmutableBitSet> keys(Resource<?> resource) {
    List<Column<?>> columns = List.copyOf(resource.selectable());
    List<Integer> key = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (resource.primaryKey().contains(columns.get(i).name())) {
        key.add(i);
      }
    }
    return key.isEmpty() ? List.of() : List.of(ImmutableBitSet.of(key));
  }
}
