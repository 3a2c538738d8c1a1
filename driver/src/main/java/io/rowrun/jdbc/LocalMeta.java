package io.rowrun.jdbc;

import io.rowrun.jdbc.metadata.CatalogMetadata;
import io.rowrun.jdbc.metadata.MetadataResult;
import io.rowrun.jdbc.metadata.Pattern;
import io.rowrun.jdbc.metadata.TypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * Answers DatabaseMetaData from the engine's catalogue, without any call. Statements do not come
 * here: they run plans themselves. Thread-safe.
 */
final class LocalMeta extends MetaImpl {
  private final RowrunConnection owner;
  private final AtomicInteger statements = new AtomicInteger();

  LocalMeta(RowrunConnection owner) {
    super(owner);
    this.owner = owner;
  }

  private CatalogMetadata catalog() {
    return new CatalogMetadata(owner.engine().catalog());
  }

  @Override
  public StatementHandle createStatement(ConnectionHandle connection) {
    return new StatementHandle(connection.id, statements.getAndIncrement(), null);
  }

  @Override
  public void closeStatement(StatementHandle statement) {}

  @Override
  public MetaResultSet getSchemas(
      ConnectionHandle connection, @Nullable String catalog, @Nullable Pat schema) {
    return result(catalog().schemas(pattern(schema)));
  }

  @Override
  public MetaResultSet getCatalogs(ConnectionHandle connection) {
    return result(catalog().catalogs());
  }

  @Override
  public MetaResultSet getTableTypes(ConnectionHandle connection) {
    return result(catalog().tableTypes());
  }

  @Override
  public MetaResultSet getTables(
      ConnectionHandle connection,
      @Nullable String catalog,
      Pat schema,
      Pat table,
      @Nullable List<String> types) {
    return result(catalog().tables(pattern(schema), pattern(table), types));
  }

  @Override
  public MetaResultSet getColumns(
      ConnectionHandle connection, @Nullable String catalog, Pat schema, Pat table, Pat column) {
    return result(catalog().columns(pattern(schema), pattern(table), pattern(column)));
  }

  @Override
  public MetaResultSet getPseudoColumns(
      ConnectionHandle connection, @Nullable String catalog, Pat schema, Pat table, Pat column) {
    return result(catalog().pseudoColumns(pattern(schema), pattern(table), pattern(column)));
  }

  @Override
  public MetaResultSet getPrimaryKeys(
      ConnectionHandle connection,
      @Nullable String catalog,
      @Nullable String schema,
      String table) {
    return result(catalog().primaryKeys(schema, table));
  }

  @Override
  public MetaResultSet getImportedKeys(
      ConnectionHandle connection,
      @Nullable String catalog,
      @Nullable String schema,
      String table) {
    return result(catalog().importedKeys(schema, table));
  }

  @Override
  public MetaResultSet getExportedKeys(
      ConnectionHandle connection,
      @Nullable String catalog,
      @Nullable String schema,
      String table) {
    return result(catalog().exportedKeys(schema, table));
  }

  @Override
  public MetaResultSet getCrossReference(
      ConnectionHandle connection,
      @Nullable String parentCatalog,
      @Nullable String parentSchema,
      @Nullable String parentTable,
      @Nullable String foreignCatalog,
      @Nullable String foreignSchema,
      @Nullable String foreignTable) {
    return result(catalog().crossReference(parentSchema, parentTable, foreignSchema, foreignTable));
  }

  @Override
  public MetaResultSet getIndexInfo(
      ConnectionHandle connection,
      @Nullable String catalog,
      @Nullable String schema,
      String table,
      boolean unique,
      boolean approximate) {
    return result(catalog().indexes(schema, table));
  }

  @Override
  public MetaResultSet getBestRowIdentifier(
      ConnectionHandle connection,
      @Nullable String catalog,
      @Nullable String schema,
      String table,
      int scope,
      boolean nullable) {
    return result(catalog().bestRowIdentifier(schema, table));
  }

  @Override
  public MetaResultSet getTypeInfo(ConnectionHandle connection) {
    return result(TypeInfo.all());
  }

  @Override
  public MetaResultSet getClientInfoProperties(ConnectionHandle connection) {
    return result(catalog().clientInfoProperties());
  }

  private static Pattern pattern(@Nullable Pat pattern) {
    return Pattern.of(pattern == null ? null : pattern.s);
  }

  private MetaResultSet result(MetadataResult result) {
    List<Object> rows = new ArrayList<>(result.rows());
    return createResultSet(
        Map.of(), result.columns(), CursorFactory.ARRAY, Frame.create(0, true, rows));
  }

  // what Meta has for statements

  @Override
  public Iterable<Object> createIterable(
      StatementHandle statement,
      @Nullable QueryState state,
      Signature signature,
      List<TypedValue> parameters,
      @Nullable Frame firstFrame) {
    return firstFrame == null ? List.of() : firstFrame.rows;
  }

  @Override
  public StatementHandle prepare(ConnectionHandle connection, String sql, long maxRowCount) {
    throw notHere();
  }

  @Override
  @Deprecated
  public ExecuteResult prepareAndExecute(
      StatementHandle statement, String sql, long maxRowCount, PrepareCallback callback) {
    throw notHere();
  }

  @Override
  public ExecuteResult prepareAndExecute(
      StatementHandle statement,
      String sql,
      long maxRowCount,
      int maxRowsInFirstFrame,
      PrepareCallback callback) {
    throw notHere();
  }

  @Override
  public ExecuteBatchResult prepareAndExecuteBatch(
      StatementHandle statement, List<String> sqlCommands) {
    throw notHere();
  }

  @Override
  public ExecuteBatchResult executeBatch(
      StatementHandle statement, List<List<TypedValue>> parameterValues) {
    throw notHere();
  }

  @Override
  public Frame fetch(StatementHandle statement, long offset, int fetchMaxRowCount) {
    throw notHere();
  }

  @Override
  @Deprecated
  public ExecuteResult execute(
      StatementHandle statement, List<TypedValue> parameterValues, long maxRowCount) {
    throw notHere();
  }

  @Override
  public ExecuteResult execute(
      StatementHandle statement, List<TypedValue> parameterValues, int maxRowsInFirstFrame) {
    throw notHere();
  }

  @Override
  public boolean syncResults(StatementHandle statement, QueryState state, long offset) {
    throw notHere();
  }

  @Override
  public void commit(ConnectionHandle connection) {}

  @Override
  public void rollback(ConnectionHandle connection) {}

  private static IllegalStateException notHere() {
    return new IllegalStateException("statements run their plans themselves");
  }
}
