package io.rowrun.jdbc;

import io.rowrun.jdbc.value.TypeFacts;
import java.sql.SQLException;
import java.util.List;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

/** The columns of a result: names never null, sizes never negative, types by their plain names. */
final class RowrunResultSetMetaData extends AvaticaResultSetMetaData {
  private final List<ColumnMetaData> columns;

  RowrunResultSetMetaData(RowrunStatement statement, Meta.Signature signature) {
    super(statement, null, signature);
    this.columns = signature.columns;
  }

  static RowrunResultSetMetaData of(RowrunStatement statement, List<ColumnMetaData> columns) {
    return new RowrunResultSetMetaData(statement, RowrunResultSet.signature(columns));
  }

  @Override
  public boolean isAutoIncrement(int column) throws SQLException {
    return column(column).autoIncrement;
  }

  @Override
  public boolean isCaseSensitive(int column) throws SQLException {
    return column(column).caseSensitive;
  }

  @Override
  public boolean isSearchable(int column) throws SQLException {
    return column(column).searchable;
  }

  @Override
  public boolean isCurrency(int column) throws SQLException {
    return column(column).currency;
  }

  @Override
  public int isNullable(int column) throws SQLException {
    return column(column).nullable;
  }

  @Override
  public boolean isSigned(int column) throws SQLException {
    return TypeFacts.isNumber(column(column).type.id);
  }

  @Override
  public int getColumnDisplaySize(int column) throws SQLException {
    return TypeFacts.displaySize(column(column).type.id, column(column).precision);
  }

  @Override
  public String getColumnLabel(int column) throws SQLException {
    return orEmpty(column(column).label);
  }

  @Override
  public String getColumnName(int column) throws SQLException {
    String name = column(column).columnName;
    return name == null ? getColumnLabel(column) : name;
  }

  @Override
  public String getSchemaName(int column) throws SQLException {
    return orEmpty(column(column).schemaName);
  }

  @Override
  public String getTableName(int column) throws SQLException {
    return orEmpty(column(column).tableName);
  }

  @Override
  public String getCatalogName(int column) throws SQLException {
    column(column);
    return "";
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    return TypeFacts.precision(column(column).type.id, column(column).precision);
  }

  @Override
  public int getScale(int column) throws SQLException {
    return TypeFacts.scale(column(column).type.id, column(column).scale);
  }

  @Override
  public int getColumnType(int column) throws SQLException {
    return column(column).type.id;
  }

  @Override
  public String getColumnTypeName(int column) throws SQLException {
    return TypeFacts.name(column(column).type.id);
  }

  @Override
  public boolean isReadOnly(int column) throws SQLException {
    return column(column).tableName == null || column(column).tableName.isEmpty();
  }

  @Override
  public boolean isWritable(int column) throws SQLException {
    return !isReadOnly(column);
  }

  @Override
  public boolean isDefinitelyWritable(int column) throws SQLException {
    column(column);
    return false;
  }

  @Override
  public String getColumnClassName(int column) throws SQLException {
    return TypeFacts.className(column(column).type.id);
  }

  @Override
  public <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    return Wrapping.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(@Nullable Class<?> type) {
    return Wrapping.isWrapperFor(this, type);
  }

  private ColumnMetaData column(int column) throws SQLException {
    if (column < 1 || column > columns.size()) {
      throw SqlErrors.data(
          "07009", "there is no column " + column + ", the result has " + columns.size());
    }
    return columns.get(column - 1);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
