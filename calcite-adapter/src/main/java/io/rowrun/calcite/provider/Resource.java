package io.rowrun.calcite.provider;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table, declared as data: everything about it is derived from this, its row type, its reads and
 * writes, what is pushed down, and its metadata. Immutable. Names are compared without case.
 *
 * @param <R> what a row is read from
 */
public final class Resource<R> {
  private final String schema;
  private final String name;
  private final String remark;
  private final List<Column<R>> columns;
  private final List<String> primaryKey;
  private final List<ForeignKey> foreignKeys;
  private final List<Method> methods;
  private final Set<String> pushedAbove;
  private final double usualRows;
  private final List<String> insertNeedsOneOf;
  private final Read<R> read;
  private final Writes.@Nullable Insert<R> insert;
  private final Writes.@Nullable Update<R> update;
  private final Writes.@Nullable Delete<R> delete;

  private Resource(Builder<R> builder, Read<R> read) {
    this.schema = builder.schema;
    this.name = builder.name;
    this.remark = builder.remark;
    this.columns = List.copyOf(builder.columns);
    this.primaryKey = List.copyOf(builder.primaryKey);
    this.foreignKeys = List.copyOf(builder.foreignKeys);
    this.methods = List.copyOf(builder.methods);
    this.pushedAbove = Set.copyOf(builder.pushedAbove);
    this.usualRows = builder.usualRows;
    this.insertNeedsOneOf = List.copyOf(builder.insertNeedsOneOf);
    this.read = read;
    this.insert = builder.insert;
    this.update = builder.update;
    this.delete = builder.delete;
  }

  public static <R> Builder<R> named(String schema, String name, String remark) {
    return new Builder<>(schema, name, remark);
  }

  public String schema() {
    return schema;
  }

  /** The levels of the schema's name. */
  public List<String> schemaPath() {
    return schemaPath(schema);
  }

  /** The levels of a schema's name. */
  public static List<String> schemaPath(String schemaName) {
    return List.of(schemaName.split("\\.", -1));
  }

  public String name() {
    return name;
  }

  public List<Column<R>> columns() {
    return columns;
  }

  /** Columns that SELECT knows, in order. */
  public List<Column<R>> selectable() {
    return columns.stream().filter(c -> !c.hidden()).toList();
  }

  public List<String> primaryKey() {
    return primaryKey;
  }

  /**
   * Rows that a table of this kind has where nothing better is known; the planner compares with it.
   */
  public double usualRows() {
    return usualRows;
  }

  public Read<R> read() {
    return read;
  }

  public Writes.@Nullable Insert<R> insert() {
    return insert;
  }

  public Writes.@Nullable Update<R> update() {
    return update;
  }

  public Writes.@Nullable Delete<R> delete() {
    return delete;
  }

  /** An INSERT without any of these is refused at planning time; empty asks for nothing. */
  public List<String> insertNeedsOneOf() {
    return insertNeedsOneOf;
  }

  public Optional<Column<R>> column(String columnName) {
    return columns.stream().filter(c -> c.name().equalsIgnoreCase(columnName)).findFirst();
  }

  public List<Method> methods(String verb) {
    return methods.stream().filter(m -> m.verb().equals(verb)).toList();
  }

  /** Whether {@code =} and {@code IN} on the column help a read. */
  public boolean pushesEqual(String columnName) {
    return methods(Method.SELECT).stream()
        .anyMatch(m -> m.required().contains(columnName) || m.optional().contains(columnName));
  }

  /** Whether {@code >} on the column helps a read. */
  public boolean pushesAbove(String columnName) {
    return pushedAbove.contains(columnName);
  }

  /** The method that reads with these columns bound; empty if a required one is missing in each. */
  public Optional<Method> readMethod(Set<String> bound) {
    return methods(Method.SELECT).stream().filter(m -> bound.containsAll(m.required())).findFirst();
  }

  /** The error of a read that binds too little. */
  public RowrunSqlException missingBinding() {
    List<String> required = methods(Method.SELECT).get(0).required();
    String first = required.get(0);
    return new RowrunSqlException(
        "42000",
        "table %s needs %s: add WHERE %s = '…', or join on it"
            .formatted(name, String.join(" and ", required), first));
  }

  /**
   * The table that RETURNING selects from: the written rows with the operation of each write.
   *
   * @param operationColumns columns of the operation; those whose name the table has already are
   *     left out
   */
  public Resource<Written<R>> returning(List<Column<Written<R>>> operationColumns) {
    Builder<Written<R>> builder = named(schema, name, remark);
    Set<String> names = new HashSet<>();
    for (Column<R> column : selectable()) {
      int key = primaryKey.indexOf(column.name());
      builder.columns.add(
          key < 0
              ? column.readBy(Resource::lastRow)
              : column.readAs((Written<R> written) -> written.key().get(key)));
      names.add(column.name());
    }
    operationColumns.stream().filter(c -> !names.contains(c.name())).forEach(builder.columns::add);
    builder.method(Method.SELECT, "rows written", List.of(), List.of());
    primaryKey.forEach(names::remove);
    Set<String> ofRow = Set.copyOf(names);
    return builder.build((calls, request) -> readWritten(calls, request, ofRow));
  }

  private static <R> R lastRow(Written<R> written) {
    R row = written.row();
    if (row == null) {
      throw new IllegalStateException("written row " + written.key() + " was not read");
    }
    return row;
  }

  @SuppressWarnings("unchecked")
  private CloseableIterator<Written<R>> readWritten(
      Calls calls, ScanRequest request, Set<String> ofRow) {
    List<Written<R>> rows = (List<Written<R>>) calls.written();
    Set<String> wanted = new LinkedHashSet<>(request.columns());
    wanted.retainAll(ofRow);
    if (wanted.isEmpty() || rows.stream().allMatch(r -> r.row() != null)) {
      return CloseableIterator.of(rows);
    }
    Map<List<Object>, R> read = readAgain(calls, rows, wanted);
    return CloseableIterator.of(
        rows.stream()
            .map(
                written ->
                    written.row() == null ? written.withRow(read.get(written.key())) : written)
            .filter(written -> written.row() != null)
            .toList());
  }

  /** The written rows as they are now, by key; what is gone is left out. */
  private Map<List<Object>, R> readAgain(Calls calls, List<Written<R>> rows, Set<String> wanted) {
    Map<List<Object>, R> read = new LinkedHashMap<>();
    if (primaryKey.size() > 1) {
      rows.forEach(w -> find(calls, w.key(), wanted).ifPresent(row -> read.put(w.key(), row)));
      return read;
    }
    String key = primaryKey.get(0);
    Column<R> keyColumn = column(key).orElseThrow();
    List<Object> keys = rows.stream().map(w -> w.key().get(0)).distinct().toList();
    Set<String> columnsRead = new LinkedHashSet<>(wanted);
    columnsRead.add(key);
    ScanRequest request = new ScanRequest(Map.of(key, keys), Map.of(), columnsRead, keys.size());
    try (CloseableIterator<R> found = read().rows(calls, request)) {
      found.forEachRemaining(row -> read.put(List.of(keyColumn.value(row)), row));
    }
    return read;
  }

  /** The row of a key. */
  public Optional<R> find(Calls calls, List<Object> key, Set<String> wanted) {
    Map<String, List<Object>> equal = new LinkedHashMap<>();
    Set<String> read = new LinkedHashSet<>(wanted);
    for (int i = 0; i < primaryKey.size(); i++) {
      equal.put(primaryKey.get(i), List.of(key.get(i)));
      read.add(primaryKey.get(i));
    }
    List<Column<R>> keyColumns = primaryKey.stream().map(c -> column(c).orElseThrow()).toList();
    try (CloseableIterator<R> rows =
        read()
            .rows(calls, new ScanRequest(equal, Map.of(), read, 1))
            .filter(row -> keyColumns.stream().map(c -> c.value(row)).toList().equals(key))) {
      return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }
  }

  /** What DatabaseMetaData tells about the table. */
  public Catalog.Table describe() {
    return new Catalog.Table(
        schema,
        name,
        remark,
        columns.stream().map(Catalog.Column::of).toList(),
        primaryKey,
        foreignKeys,
        methods.stream().map(this::describe).toList());
  }

  private Catalog.Method describe(Method method) {
    List<String> pushed = new ArrayList<>();
    if (method.verb().equals(Method.SELECT)) {
      pushed.addAll(method.required());
      method.optional().stream().filter(c -> !pushed.contains(c)).forEach(pushed::add);
    }
    return new Catalog.Method(
        method.verb(), method.rpc(), method.required(), method.optional(), pushed);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }

  /** Collects a declaration. One thread at a time. */
  public static final class Builder<R> {
    private final String schema;
    private final String name;
    private final String remark;
    private final List<Column<R>> columns = new ArrayList<>();
    private final List<ForeignKey> foreignKeys = new ArrayList<>();
    private final List<Method> methods = new ArrayList<>();
    private final Set<String> pushedAbove = new HashSet<>();
    private List<String> primaryKey = List.of();
    private List<String> insertNeedsOneOf = List.of();
    private double usualRows = 10_000;
    private Writes.@Nullable Insert<R> insert;
    private Writes.@Nullable Update<R> update;
    private Writes.@Nullable Delete<R> delete;

    private Builder(String schema, String name, String remark) {
      this.schema = schema;
      this.name = name;
      this.remark = remark;
    }

    /** A column that may be NULL and that only the server sets. */
    public Builder<R> column(
        String columnName,
        ColumnType type,
        String columnRemark,
        Function<R, ? extends @Nullable Object> reader) {
      return add(new Column<>(columnName, type, columnRemark, true, false, false, false, reader));
    }

    /** A column that always has a value and that only the server sets. */
    public Builder<R> key(
        String columnName,
        ColumnType type,
        String columnRemark,
        Function<R, ? extends @Nullable Object> reader) {
      return add(new Column<>(columnName, type, columnRemark, false, false, false, false, reader));
    }

    /** A column that always has a value and that INSERT gives. */
    public Builder<R> givenKey(
        String columnName,
        ColumnType type,
        String columnRemark,
        Function<R, ? extends @Nullable Object> reader) {
      return add(new Column<>(columnName, type, columnRemark, false, false, true, false, reader));
    }

    /** A column that INSERT may give and UPDATE may set. */
    public Builder<R> writable(
        String columnName,
        ColumnType type,
        String columnRemark,
        Function<R, ? extends @Nullable Object> reader) {
      return add(new Column<>(columnName, type, columnRemark, true, false, true, true, reader));
    }

    /** A column that INSERT may give. */
    public Builder<R> given(
        String columnName,
        ColumnType type,
        String columnRemark,
        Function<R, ? extends @Nullable Object> reader) {
      return add(new Column<>(columnName, type, columnRemark, true, false, true, false, reader));
    }

    /** A column that UPDATE may set. */
    public Builder<R> settable(
        String columnName,
        ColumnType type,
        String columnRemark,
        Function<R, ? extends @Nullable Object> reader) {
      return add(new Column<>(columnName, type, columnRemark, true, false, false, true, reader));
    }

    /** A column that INSERT may give and nothing can read. */
    public Builder<R> insertOnly(String columnName, ColumnType type, String columnRemark) {
      return add(
          new Column<>(columnName, type, columnRemark, true, true, true, false, row -> null));
    }

    private Builder<R> add(Column<R> column) {
      columns.add(column);
      return this;
    }

    public Builder<R> primaryKey(String... keyColumns) {
      this.primaryKey = List.of(keyColumns);
      return this;
    }

    public Builder<R> foreignKey(String column, String foreignTable, String foreignColumn) {
      foreignKeys.add(new ForeignKey(column, foreignTable, foreignColumn));
      return this;
    }

    /** Methods of one verb are tried in the order in which they are declared. */
    public Builder<R> method(
        String verb, String rpc, List<String> required, List<String> optional) {
      methods.add(new Method(verb, rpc, required, optional));
      return this;
    }

    public Builder<R> pushAbove(String column) {
      pushedAbove.add(column);
      return this;
    }

    public Builder<R> usualRows(double rows) {
      this.usualRows = rows;
      return this;
    }

    public Builder<R> insertNeedsOneOf(String... some) {
      this.insertNeedsOneOf = List.of(some);
      return this;
    }

    public Builder<R> insert(Writes.Insert<R> writer) {
      this.insert = writer;
      return this;
    }

    public Builder<R> update(Writes.Update<R> writer) {
      this.update = writer;
      return this;
    }

    public Builder<R> delete(Writes.Delete<R> writer) {
      this.delete = writer;
      return this;
    }

    public Resource<R> build(Read<R> read) {
      return new Resource<>(this, read);
    }
  }
}
