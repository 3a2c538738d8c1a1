package io.rowrun.calcite.provider;

import java.util.List;
import java.util.Optional;

/** Every declared table: what DatabaseMetaData tells. Immutable. */
public record Catalog(List<Table> tables) {
  public Catalog {
    tables = List.copyOf(tables);
  }

  /** A table by schema and name, compared without case. */
  public Optional<Table> table(String schema, String name) {
    return tables.stream()
        .filter(t -> t.schema().equalsIgnoreCase(schema) && t.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** Schema names in order, each once. */
  public List<String> schemas() {
    return tables.stream().map(Table::schema).distinct().sorted().toList();
  }

  /** A table as it is declared. */
  public record Table(
      String schema,
      String name,
      String remark,
      List<Column> columns,
      List<String> primaryKey,
      List<ForeignKey> foreignKeys,
      List<Method> methods) {
    public Table {
      columns = List.copyOf(columns);
      primaryKey = List.copyOf(primaryKey);
      foreignKeys = List.copyOf(foreignKeys);
      methods = List.copyOf(methods);
    }
  }

  /**
   * A column as it is declared.
   *
   * @param hidden a pseudo-column: usable in WHERE, not part of {@code *}
   * @param insertable whether INSERT may give it a value
   * @param updatable whether UPDATE may set it
   */
  public record Column(
      String name,
      ColumnType type,
      String remark,
      boolean nullable,
      boolean hidden,
      boolean insertable,
      boolean updatable) {
    static Column of(io.rowrun.calcite.provider.Column<?> column) {
      return new Column(
          column.name(),
          column.type(),
          column.remark(),
          column.nullable(),
          column.hidden(),
          column.insertable(),
          column.updatable());
    }
  }

  /**
   * A verb of SQL and the RPC that does it: {@code jobs SELECT ProjectJobService.Get, required id}.
   */
  public record Method(
      String verb, String rpc, List<String> required, List<String> optional, List<String> pushed) {
    public Method {
      required = List.copyOf(required);
      optional = List.copyOf(optional);
      pushed = List.copyOf(pushed);
    }
  }
}
