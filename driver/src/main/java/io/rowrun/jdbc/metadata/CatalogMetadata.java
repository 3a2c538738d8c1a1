package io.rowrun.jdbc.metadata;

import static java.sql.DatabaseMetaData.bestRowNotPseudo;
import static java.sql.DatabaseMetaData.bestRowSession;
import static java.sql.DatabaseMetaData.columnNoNulls;
import static java.sql.DatabaseMetaData.columnNullable;
import static java.sql.DatabaseMetaData.importedKeyNoAction;
import static java.sql.DatabaseMetaData.importedKeyNotDeferrable;
import static java.sql.DatabaseMetaData.tableIndexOther;

import io.rowrun.calcite.provider.Catalog;
import io.rowrun.calcite.provider.Catalog.Column;
import io.rowrun.calcite.provider.Catalog.Table;
import io.rowrun.calcite.provider.ColumnType;
import io.rowrun.calcite.provider.ForeignKey;
import io.rowrun.jdbc.value.TypeFacts;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tables, columns and keys as DatabaseMetaData shows them, in the order that JDBC asks for. There
 * are no catalogs: all catalog columns are NULL and catalog arguments are ignored. Immutable.
 */
public final class CatalogMetadata {
  private static final String TABLE = "TABLE";

  private static final Comparator<Table> BY_NAME =
      Comparator.comparing(Table::schema).thenComparing(Table::name);

  private final Catalog catalog;

  public CatalogMetadata(Catalog catalog) {
    this.catalog = catalog;
  }

  public MetadataResult schemas(Pattern schema) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    catalog.schemas().stream().filter(schema::matches).forEach(name -> rows.add(row(name, null)));
    return MetadataResult.of("TABLE_SCHEM:s TABLE_CATALOG:s", rows);
  }

  public MetadataResult catalogs() {
    return MetadataResult.of("TABLE_CAT:s", List.of());
  }

  public MetadataResult tableTypes() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(row(TABLE));
    rows.add(row("VIEW"));
    return MetadataResult.of("TABLE_TYPE:s", rows);
  }

  /**
   * Tables by schema and name.
   *
   * @param types null for all
   */
  public MetadataResult tables(Pattern schema, Pattern table, @Nullable List<String> types) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    if (types == null || types.contains(TABLE)) {
      matching(schema, table)
          .forEach(
              t ->
                  rows.add(
                      row(
                          null,
                          t.schema(),
                          t.name(),
                          TABLE,
                          t.remark(),
                          null,
                          null,
                          null,
                          null,
                          null)));
    }
    return MetadataResult.of(
        "TABLE_CAT:s TABLE_SCHEM:s TABLE_NAME:s TABLE_TYPE:s REMARKS:s TYPE_CAT:s TYPE_SCHEM:s"
            + " TYPE_NAME:s SELF_REFERENCING_COL_NAME:s REF_GENERATION:s",
        rows);
  }

  public MetadataResult columns(Pattern schema, Pattern table, Pattern column) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    matching(schema, table).forEach(t -> addColumns(t, column, rows));
    return MetadataResult.of(
        "TABLE_CAT:s TABLE_SCHEM:s TABLE_NAME:s COLUMN_NAME:s DATA_TYPE:i TYPE_NAME:s COLUMN_SIZE:i"
            + " BUFFER_LENGTH:i DECIMAL_DIGITS:i NUM_PREC_RADIX:i NULLABLE:i REMARKS:s COLUMN_DEF:s"
            + " SQL_DATA_TYPE:i SQL_DATETIME_SUB:i CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i"
            + " IS_NULLABLE:s SCOPE_CATALOG:s SCOPE_SCHEMA:s SCOPE_TABLE:s SOURCE_DATA_TYPE:h"
            + " IS_AUTOINCREMENT:s IS_GENERATEDCOLUMN:s",
        rows);
  }

  private static void addColumns(Table table, Pattern pattern, List<@Nullable Object[]> rows) {
    int position = 0;
    for (Column column : table.columns()) {
      if (column.hidden()) {
        continue;
      }
      position++;
      if (pattern.matches(column.name())) {
        rows.add(columnRow(table, column, position));
      }
    }
  }

  private static @Nullable Object[] columnRow(Table table, Column column, int position) {
    int type = type(column.type());
    boolean counts = TypeFacts.isNumber(type);
    boolean text = column.type() == ColumnType.TEXT || column.type() == ColumnType.BYTES;
    return row(
        null,
        table.schema(),
        table.name(),
        column.name(),
        type,
        TypeFacts.name(type),
        TypeFacts.precision(type, 0),
        null,
        counts || column.type() == ColumnType.TIMESTAMP ? TypeFacts.scale(type, 0) : null,
        counts ? 10 : null,
        column.nullable() ? columnNullable : columnNoNulls,
        column.remark(),
        null,
        null,
        null,
        text ? TypeFacts.UNLIMITED : null,
        position,
        column.nullable() ? "YES" : "NO",
        null,
        null,
        null,
        null,
        "NO",
        column.insertable() ? "NO" : "YES");
  }

  public MetadataResult pseudoColumns(Pattern schema, Pattern table, Pattern column) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    matching(schema, table)
        .forEach(
            t ->
                t.columns().stream()
                    .filter(c -> c.hidden() && column.matches(c.name()))
                    .forEach(c -> rows.add(pseudoColumnRow(t, c))));
    return MetadataResult.of(
        "TABLE_CAT:s TABLE_SCHEM:s TABLE_NAME:s COLUMN_NAME:s DATA_TYPE:i COLUMN_SIZE:i"
            + " DECIMAL_DIGITS:i NUM_PREC_RADIX:i COLUMN_USAGE:s REMARKS:s CHAR_OCTET_LENGTH:i"
            + " IS_NULLABLE:s",
        rows);
  }

  private static @Nullable Object[] pseudoColumnRow(Table table, Column column) {
    int type = type(column.type());
    return row(
        null,
        table.schema(),
        table.name(),
        column.name(),
        type,
        TypeFacts.precision(type, 0),
        TypeFacts.scale(type, 0),
        TypeFacts.isNumber(type) ? 10 : null,
        "WHERE_CLAUSE_ONLY",
        column.remark(),
        null,
        column.nullable() ? "YES" : "NO");
  }

  public MetadataResult primaryKeys(@Nullable String schema, String table) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    named(schema, table)
        .forEach(
            t -> {
              for (int k = 0; k < t.primaryKey().size(); k++) {
                rows.add(
                    row(
                        null,
                        t.schema(),
                        t.name(),
                        t.primaryKey().get(k),
                        (short) (k + 1),
                        primaryKeyName(t)));
              }
            });
    rows.sort(Comparator.comparing(r -> String.valueOf(r[3])));
    return MetadataResult.of(
        "TABLE_CAT:s TABLE_SCHEM:s TABLE_NAME:s COLUMN_NAME:s KEY_SEQ:h PK_NAME:s", rows);
  }

  public MetadataResult importedKeys(@Nullable String schema, String table) {
    return keys(
        Pattern.of(null), Pattern.of(null), Pattern.exactly(schema), Pattern.exactly(table));
  }

  public MetadataResult exportedKeys(@Nullable String schema, String table) {
    return keys(
        Pattern.exactly(schema), Pattern.exactly(table), Pattern.of(null), Pattern.of(null));
  }

  public MetadataResult crossReference(
      @Nullable String parentSchema,
      @Nullable String parentTable,
      @Nullable String foreignSchema,
      @Nullable String foreignTable) {
    return keys(
        Pattern.exactly(parentSchema),
        Pattern.exactly(parentTable),
        Pattern.exactly(foreignSchema),
        Pattern.exactly(foreignTable));
  }

  private MetadataResult keys(
      Pattern parentSchema, Pattern parent, Pattern childSchema, Pattern child) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Table table : matching(childSchema, child).toList()) {
      for (ForeignKey key : table.foreignKeys()) {
        if (parentSchema.matches(table.schema()) && parent.matches(key.foreignTable())) {
          rows.add(keyRow(table, key));
        }
      }
    }
    rows.sort(Comparator.comparing((@Nullable Object[] r) -> r[2] + "." + r[6] + "." + r[11]));
    return MetadataResult.of(
        "PKTABLE_CAT:s PKTABLE_SCHEM:s PKTABLE_NAME:s PKCOLUMN_NAME:s FKTABLE_CAT:s FKTABLE_SCHEM:s"
            + " FKTABLE_NAME:s FKCOLUMN_NAME:s KEY_SEQ:h UPDATE_RULE:h DELETE_RULE:h FK_NAME:s"
            + " PK_NAME:s DEFERRABILITY:h",
        rows);
  }

  private @Nullable Object[] keyRow(Table table, ForeignKey key) {
    String parentKey =
        catalog
            .table(table.schema(), key.foreignTable())
            .map(CatalogMetadata::primaryKeyName)
            .orElse(null);
    return row(
        null,
        table.schema(),
        key.foreignTable(),
        key.foreignColumn(),
        null,
        table.schema(),
        table.name(),
        key.column(),
        (short) 1,
        (short) importedKeyNoAction,
        (short) importedKeyNoAction,
        table.name() + "_" + key.column() + "_fkey",
        parentKey,
        (short) importedKeyNotDeferrable);
  }

  public MetadataResult indexes(@Nullable String schema, String table) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    named(schema, table)
        .forEach(
            t -> {
              for (int k = 0; k < t.primaryKey().size(); k++) {
                rows.add(
                    row(
                        null,
                        t.schema(),
                        t.name(),
                        false,
                        null,
                        primaryKeyName(t),
                        tableIndexOther,
                        (short) (k + 1),
                        t.primaryKey().get(k),
                        "A",
                        0,
                        0,
                        null));
              }
            });
    return MetadataResult.of(
        "TABLE_CAT:s TABLE_SCHEM:s TABLE_NAME:s NON_UNIQUE:b INDEX_QUALIFIER:s INDEX_NAME:s TYPE:h"
            + " ORDINAL_POSITION:h COLUMN_NAME:s ASC_OR_DESC:s CARDINALITY:i PAGES:i"
            + " FILTER_CONDITION:s",
        rows);
  }

  public MetadataResult bestRowIdentifier(@Nullable String schema, String table) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    named(schema, table)
        .forEach(
            t ->
                t.columns().stream()
                    .filter(c -> t.primaryKey().contains(c.name()))
                    .forEach(
                        c -> {
                          int type = type(c.type());
                          rows.add(
                              row(
                                  (short) bestRowSession,
                                  c.name(),
                                  type,
                                  TypeFacts.name(type),
                                  TypeFacts.precision(type, 0),
                                  null,
                                  (short) TypeFacts.scale(type, 0),
                                  (short) bestRowNotPseudo));
                        }));
    return MetadataResult.of(
        "SCOPE:h COLUMN_NAME:s DATA_TYPE:i TYPE_NAME:s COLUMN_SIZE:i BUFFER_LENGTH:i"
            + " DECIMAL_DIGITS:h PSEUDO_COLUMN:h",
        rows);
  }

  public MetadataResult clientInfoProperties() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(row("ApplicationName", 255, "", "Name of the program that uses the connection."));
    return MetadataResult.of("NAME:s MAX_LEN:i DEFAULT_VALUE:s DESCRIPTION:s", rows);
  }

  private Stream<Table> matching(Pattern schema, Pattern table) {
    return catalog.tables().stream()
        .filter(t -> schema.matches(t.schema()) && table.matches(t.name()))
        .sorted(BY_NAME);
  }

  private Stream<Table> named(@Nullable String schema, String table) {
    return matching(Pattern.exactly(schema), Pattern.exactly(table));
  }

  private static String primaryKeyName(Table table) {
    return table.name().toLowerCase(Locale.ROOT) + "_pkey";
  }

  private static int type(ColumnType type) {
    return switch (type) {
      case TEXT -> Types.VARCHAR;
      case LONG -> Types.BIGINT;
      case INT -> Types.INTEGER;
      case DOUBLE -> Types.DOUBLE;
      case BOOLEAN -> Types.BOOLEAN;
      case TIMESTAMP -> Types.TIMESTAMP;
      case BYTES -> Types.VARBINARY;
    };
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
