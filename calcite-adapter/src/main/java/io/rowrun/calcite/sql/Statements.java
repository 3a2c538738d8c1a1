package io.rowrun.calcite.sql;

import io.rowrun.calcite.provider.Column;
import io.rowrun.calcite.provider.ColumnType;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.Resources;
import io.rowrun.calcite.provider.RowrunSqlException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Turns INSERT, UPDATE and DELETE into the queries that they need. Calcite's own rewriting reads
 * all columns of what is updated or deleted; this reads the key. Immutable.
 */
public final class Statements {
  /** The schema that has, under the names of the tables, what RETURNING selects from. */
  public static final String RETURNING_SCHEMA = "$returning";

  private static final SqlParserPos AT = SqlParserPos.ZERO;

  private final Resources resources;
  private final String defaultSchema;

  public Statements(Resources resources, String defaultSchema) {
    this.resources = resources;
    this.defaultSchema = defaultSchema;
  }

  public Statement of(SqlNode node) {
    return switch (node.getKind()) {
      case INSERT -> insert((SqlInsert) node);
      case UPDATE -> update((SqlUpdate) node);
      case DELETE -> delete((SqlDelete) node);
      default -> {
        if (node instanceof SqlReturning returning) {
          yield returning(returning);
        }
        if (!node.isA(SqlKind.QUERY)) {
          throw new RowrunSqlException("0A000", node.getKind().sql + " is not supported");
        }
        yield new Statement(SqlKind.SELECT, node, null, List.of(), null, true);
      }
    };
  }

  /** The same write with RETURNING of some columns, the key if none are named. */
  public SqlNode withReturning(SqlNode node, List<String> columns) {
    if (!node.isA(SqlKind.DML)) {
      return node;
    }
    Resource<?> target = of(node).target();
    if (target == null) {
      return node;
    }
    SqlNodeList items = new SqlNodeList(AT);
    for (String column : columns.isEmpty() ? target.primaryKey() : columns) {
      items.add(new SqlIdentifier(column, AT));
    }
    return new SqlReturning(node.getParserPosition(), node, items);
  }

  private Statement returning(SqlReturning node) {
    Statement written = of(node.dml());
    Resource<?> target = written.target();
    if (target == null) {
      throw new IllegalStateException("RETURNING of " + node.dml().getKind());
    }
    List<String> table = new ArrayList<>();
    table.add(RETURNING_SCHEMA);
    table.addAll(target.schemaPath());
    table.add(target.name());
    SqlNode from =
        SqlStdOperatorTable.AS.createCall(
            AT, new SqlIdentifier(table, AT), new SqlIdentifier(target.name(), AT));
    SqlNode query = select(node.items(), from, null);
    return new Statement(
        written.kind(), written.query(), target, written.columns(), query, written.bounded());
  }

  private Statement insert(SqlInsert insert) {
    Resource<?> target = target(insert.getTargetTable());
    if (insert.isUpsert() || target.insert() == null) {
      throw refused(insert.isUpsert() ? "UPSERT INTO" : "INSERT INTO", target);
    }
    SqlNodeList list = insert.getTargetColumnList();
    if (list == null) {
      throw new RowrunSqlException(
          "42601",
          "INSERT INTO "
              + target.name()
              + " needs a list of columns: INSERT INTO "
              + target.name()
              + " ("
              + String.join(", ", insertable(target))
              + ") …");
    }
    List<Column<?>> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SqlNode name : list) {
      Column<?> column = column(target, (SqlIdentifier) name);
      if (!column.insertable()) {
        throw new RowrunSqlException(
            "428C9",
            "column "
                + column.name()
                + " of "
                + target.name()
                + " cannot be given: the server sets it");
      }
      if (!seen.add(column.name())) {
        throw new RowrunSqlException("42701", "column " + column.name() + " is given twice");
      }
      columns.add(column);
    }
    if (!target.insertNeedsOneOf().isEmpty()
        && target.insertNeedsOneOf().stream().noneMatch(seen::contains)) {
      throw new RowrunSqlException(
          "23502",
          "INSERT INTO "
              + target.name()
              + " needs "
              + String.join(" or ", target.insertNeedsOneOf()));
    }
    SqlNode source = typed(insert.getSource(), columns, target);
    return new Statement(
        SqlKind.INSERT,
        source,
        target,
        columns.stream().<String>map(Column::name).toList(),
        null,
        true);
  }

  private static List<String> insertable(Resource<?> target) {
    return target.columns().stream()
        .filter(Column::insertable)
        .<String>map(Column::name)
        .limit(4)
        .toList();
  }

  /**
   * Gives every value of VALUES and every bare parameter of SELECT the type of its column:
   * parameters get their type by it, and text is not padded to the longest in its column.
   */
  private static SqlNode typed(SqlNode source, List<Column<?>> columns, Resource<?> target) {
    if (source.getKind() == SqlKind.VALUES) {
      SqlCall values = (SqlCall) source;
      List<SqlNode> rows = new ArrayList<>();
      for (SqlNode row : values.getOperandList()) {
        rows.add(typedRow((SqlCall) row, columns, target, rows.size() + 1));
      }
      return values.getOperator().createCall(values.getParserPosition(), rows);
    }
    if (source instanceof SqlSelect select) {
      SqlNodeList items = select.getSelectList();
      for (int i = 0; i < items.size() && i < columns.size(); i++) {
        if (items.get(i).getKind() == SqlKind.DYNAMIC_PARAM) {
          items.set(i, cast(items.get(i), columns.get(i).type()));
        }
      }
    }
    return source;
  }

  private static SqlNode typedRow(
      SqlCall row, List<Column<?>> columns, Resource<?> target, int number) {
    if (row.operandCount() != columns.size()) {
      throw new RowrunSqlException(
          "42601",
          "INSERT INTO %s names %d columns, but row %d has %d values"
              .formatted(target.name(), columns.size(), number, row.operandCount()));
    }
    List<SqlNode> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      SqlNode cell = row.operand(i);
      SqlNode value = cell.getKind() == SqlKind.DEFAULT ? SqlLiteral.createNull(AT) : cell;
      cells.add(cast(value, columns.get(i).type()));
    }
    return row.getOperator().createCall(row.getParserPosition(), cells);
  }

  private Statement delete(SqlDelete delete) {
    Resource<?> target = target(delete.getTargetTable());
    if (target.delete() == null) {
      throw refused("DELETE FROM", target);
    }
    SqlNode from = aliased(delete.getTargetTable(), delete.getAlias());
    SqlNode query = select(keyOf(target), from, delete.getCondition());
    return new Statement(
        SqlKind.DELETE, query, target, List.of(), null, delete.getCondition() != null);
  }

  private Statement update(SqlUpdate update) {
    Resource<?> target = target(update.getTargetTable());
    if (target.update() == null) {
      throw refused("UPDATE", target);
    }
    SqlNodeList items = keyOf(target);
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < update.getTargetColumnList().size(); i++) {
      Column<?> column = column(target, (SqlIdentifier) update.getTargetColumnList().get(i));
      if (!column.updatable()) {
        throw new RowrunSqlException(
            "0A000", "column " + column.name() + " of " + target.name() + " cannot be updated");
      }
      items.add(cast(update.getSourceExpressionList().get(i), column.type()));
      columns.add(column.name());
    }
    SqlNode from = aliased(update.getTargetTable(), update.getAlias());
    SqlNode query = select(items, from, update.getCondition());
    return new Statement(
        SqlKind.UPDATE, query, target, columns, null, update.getCondition() != null);
  }

  private static SqlNode aliased(SqlNode table, @Nullable SqlIdentifier alias) {
    return alias == null ? table : SqlStdOperatorTable.AS.createCall(AT, table, alias);
  }

  private static SqlNodeList keyOf(Resource<?> target) {
    SqlNodeList items = new SqlNodeList(AT);
    target.primaryKey().forEach(column -> items.add(new SqlIdentifier(column, AT)));
    return items;
  }

  private static SqlNode select(SqlNodeList items, SqlNode from, @Nullable SqlNode where) {
    return new SqlSelect(
        AT, null, items, from, where, null, null, null, null, null, null, null, null);
  }

  private static SqlNode cast(SqlNode value, ColumnType type) {
    SqlTypeName name =
        switch (type) {
          case TEXT -> SqlTypeName.VARCHAR;
          case LONG -> SqlTypeName.BIGINT;
          case INT -> SqlTypeName.INTEGER;
          case DOUBLE -> SqlTypeName.DOUBLE;
          case BOOLEAN -> SqlTypeName.BOOLEAN;
          case TIMESTAMP -> SqlTypeName.TIMESTAMP;
          case BYTES -> SqlTypeName.VARBINARY;
        };
    int precision = type == ColumnType.TIMESTAMP ? 3 : -1;
    SqlDataTypeSpec spec = new SqlDataTypeSpec(new SqlBasicTypeNameSpec(name, precision, AT), AT);
    return SqlStdOperatorTable.CAST.createCall(value.getParserPosition(), value, spec);
  }

  private Resource<?> target(SqlNode table) {
    if (!(table instanceof SqlIdentifier name)) {
      throw new RowrunSqlException("0A000", "cannot write to " + table);
    }
    return resources.resolve(defaultSchema, name.names);
  }

  private static Column<?> column(Resource<?> target, SqlIdentifier name) {
    String last = name.names.get(name.names.size() - 1);
    return target
        .column(last)
        .orElseThrow(
            () ->
                new RowrunSqlException(
                    "42703", "column " + last + " does not exist in table " + target.name()));
  }

  private static RowrunSqlException refused(String verb, Resource<?> target) {
    return new RowrunSqlException("0A000", verb + " " + target.name() + " is not supported");
  }
}
