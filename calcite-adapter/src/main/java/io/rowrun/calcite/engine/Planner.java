package io.rowrun.calcite.engine;

import io.rowrun.calcite.datasphere.OperationColumns;
import io.rowrun.calcite.provider.Endpoint;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.Resources;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.rel.RowrunTable;
import io.rowrun.calcite.sql.Parsing;
import io.rowrun.calcite.sql.RowrunConformance;
import io.rowrun.calcite.sql.Statement;
import io.rowrun.calcite.sql.Statements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.ProxyingMetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.ConvertToChecked;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/** Makes plans. Thread-safe: what a statement needs for itself is made for it. */
final class Planner {
  private static final CalciteConnectionConfig CONFIG = config();
  private static final SqlToRelConverter.Config CONVERSION =
      SqlToRelConverter.config()
          .withTrimUnusedFields(true)
          .withExpand(false)
          .withInSubQueryThreshold(Integer.MAX_VALUE);

  private final Resources resources;
  private final Endpoint endpoint;
  private final RowrunTypes types = new RowrunTypes();
  private final CalciteSchema root = CalciteSchema.createRootSchema(false, false);
  private final SqlOperatorTable operators = new LazyOperators();

  Planner(Resources resources, Endpoint endpoint) {
    this.resources = resources;
    this.endpoint = endpoint;
    CalciteSchema returning = root.add(Statements.RETURNING_SCHEMA, new AbstractSchema());
    for (Resource<?> resource : resources.all()) {
      schema(root, resource).add(resource.name(), new RowrunTable(resource));
      schema(returning, resource).add(resource.name(), new RowrunTable(returned(resource)));
    }
  }

  private static <R> Resource<?> returned(Resource<R> resource) {
    return resource.returning(OperationColumns.of());
  }

  private static CalciteSchema schema(CalciteSchema parent, Resource<?> resource) {
    CalciteSchema schema = parent;
    for (String name : resource.schemaPath()) {
      CalciteSchema known = schema.getSubSchema(name, true);
      schema = known == null ? schema.add(name, new AbstractSchema()) : known;
    }
    return schema;
  }

  private static CalciteConnectionConfig config() {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    return new CalciteConnectionConfigImpl(properties) {
      @Override
      public RowrunConformance conformance() {
        return RowrunConformance.INSTANCE;
      }
    };
  }

  /**
   * Plans a statement.
   *
   * @param keys columns to return of a write that returns none; empty for its key; null for no such
   *     wish
   */
  Plan plan(String sql, String defaultSchema, @Nullable List<String> keys) {
    Parsing parsing = parse(sql);
    Statements statements = new Statements(resources, defaultSchema);
    SqlNode node = keys == null ? parsing.node() : statements.withReturning(parsing.node(), keys);
    Statement statement = statements.of(node);
    List<String> path = Resource.schemaPath(defaultSchema);
    Planned query = planQuery(statement.query(), path, statement);
    SqlNode returning = statement.returning();
    Planned returned = returning == null ? null : planQuery(returning, path, null);
    List<RelDataType> parameters = parameterTypes(query, returned);
    if (parsing.explain()) {
      return explanation(explain(statement, query, returned));
    }
    return new Plan(
        endpoint,
        types,
        kind(statement.kind()),
        columns(statement, query, returned),
        parameters,
        query.query,
        modify(statement, returned, parsing.await()),
        returned == null ? null : returned.query,
        statement.bounded());
  }

  private Plan explanation(List<String> lines) {
    return new Plan(
        endpoint,
        types,
        StatementKind.EXPLAIN,
        Results.plan(),
        List.of(),
        Explanation.of(lines),
        null,
        null,
        true);
  }

  private static Parsing parse(String sql) {
    try {
      return Parsing.of(sql);
    } catch (SqlParseException e) {
      throw new SyntaxError(e);
    }
  }

  private static StatementKind kind(SqlKind kind) {
    return switch (kind) {
      case INSERT -> StatementKind.INSERT;
      case UPDATE -> StatementKind.UPDATE;
      case DELETE -> StatementKind.DELETE;
      default -> StatementKind.QUERY;
    };
  }

  private List<ColumnMetaData> columns(
      Statement statement, Planned query, @Nullable Planned returned) {
    if (statement.kind() == SqlKind.SELECT) {
      return Results.columns(types, query.rowType, query.origins);
    }
    return returned == null
        ? List.of()
        : Results.columns(
            types,
            returned.rowType,
            returned.origins.stream().map(Planner::withoutReturning).toList());
  }

  private static List<String> withoutReturning(@Nullable List<String> origin) {
    return origin == null ? List.of("", "", "") : origin.subList(1, origin.size());
  }

  private static @Nullable Modify<?> modify(
      Statement statement, @Nullable Planned returned, @Nullable Duration await) {
    Resource<?> target = statement.target();
    if (target == null) {
      return null;
    }
    Set<String> read = new HashSet<>();
    if (returned != null) {
      returned.origins.stream().filter(o -> o != null).forEach(o -> read.add(o.get(o.size() - 1)));
      target.columns().stream().map(c -> c.name()).forEach(n -> keepIfUsed(read, n, returned));
    }
    return Modify.of(statement.kind(), target, statement.columns(), read, await);
  }

  private static void keepIfUsed(Set<String> read, String name, Planned returned) {
    if (returned.columnsRead.contains(name)) {
      read.add(name);
    }
  }

  private static List<String> explain(
      Statement statement, Planned query, @Nullable Planned returned) {
    List<String> lines = new ArrayList<>();
    Resource<?> target = statement.target();
    if (target != null) {
      String rpcs =
          methods(statement, target).stream().map(Method::rpc).collect(Collectors.joining(", "));
      lines.add("call for each row: " + rpcs + " for " + target.name());
      lines.add("the rows, all read before the first write:");
      query.query.explain().forEach(line -> lines.add("  " + line));
    } else {
      lines.addAll(query.query.explain());
    }
    if (returned != null) {
      lines.add("returning:");
      returned.query.explain().forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  /** What is called for a row: of INSERT the first that fits, of UPDATE all that do. */
  private static List<Method> methods(Statement statement, Resource<?> target) {
    List<Method> all = target.methods(statement.kind().name());
    if (statement.kind() == SqlKind.DELETE) {
      return all;
    }
    List<Method> fitting =
        all.stream().filter(m -> statement.columns().containsAll(m.required())).toList();
    if (fitting.isEmpty()) {
      return all;
    }
    return statement.kind() == SqlKind.INSERT ? fitting.subList(0, 1) : fitting;
  }

  /** A query with what is known of its result. */
  private record Planned(
      Query query,
      RelDataType rowType,
      List<? extends @Nullable List<String>> origins,
      Set<String> columnsRead,
      Map<Integer, RelDataType> parameters) {}

  private Planned planQuery(SqlNode node, List<String> path, @Nullable Statement write) {
    CalciteCatalogReader catalog = new CalciteCatalogReader(root, path, types, CONFIG);
    SqlValidator validator =
        new Validator(operators, catalog, types, CONFIG.defaultNullCollation());
    SqlNode validated = validator.validate(node);
    RelDataType rowType = validator.getValidatedNodeType(validated);
    Supplier<RelRoot> conversion = () -> convert(validator, catalog, validated, write);
    RelRoot converted = conversion.get();
    Query query = LeanPlanner.plan(converted.project());
    if (query == null) {
      query = FullPlanner.plan(conversion);
    }
    return new Planned(
        query,
        rowType,
        validator.getFieldOrigins(validated),
        ColumnsRead.of(converted.rel),
        parameterTypes(validator, validated));
  }

  private RelRoot convert(
      SqlValidator validator,
      CalciteCatalogReader catalog,
      SqlNode validated,
      @Nullable Statement write) {
    VolcanoPlanner planner = new VolcanoPlanner(Contexts.of(CONFIG));
    planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
    planner.addRelTraitDef(RelCollationTraitDef.INSTANCE);
    RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(types));
    cluster.setMetadataQuerySupplier(
        () ->
            new RelMetadataQuery(
                new ProxyingMetadataHandlerProvider(DefaultRelMetadataProvider.INSTANCE)));
    RelOptTable.ViewExpander noViews =
        (rowType, queryString, schemaPath, viewPath) -> {
          throw new IllegalStateException("no views: " + queryString);
        };
    SqlToRelConverter converter =
        new SqlToRelConverter(
            noViews, validator, catalog, cluster, StandardConvertletTable.INSTANCE, CONVERSION);
    RelRoot plain = converter.convertQuery(validated, false, true);
    RelNode checked = plain.rel.accept(new Checked(cluster.getRexBuilder()));
    RelNode wide = checked.accept(new WideAggregates(cluster.getRexBuilder()));
    RelRoot root = plain.withRel(wide.accept(new JsonValues(cluster.getRexBuilder())));
    return write != null && write.kind() == SqlKind.INSERT ? asGiven(root, write) : root;
  }

  /** Exact numbers that overflow are errors. */
  private static final class Checked extends ConvertToChecked {
    Checked(RexBuilder rex) {
      super(rex, true);
    }
  }

  /** The rows of an INSERT in the types of its columns. */
  private RelRoot asGiven(RelRoot converted, Statement insert) {
    Resource<?> target = insert.target();
    List<String> columns = insert.columns();
    RelNode rel = converted.project();
    if (target == null || rel.getRowType().getFieldCount() != columns.size()) {
      throw new RowrunSqlException(
          "42601",
          "INSERT names %d columns, but its query has %d"
              .formatted(columns.size(), rel.getRowType().getFieldCount()));
    }
    RexBuilder rex = rel.getCluster().getRexBuilder();
    List<RexNode> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      RelDataType type =
          RowrunTable.type(types, target.column(columns.get(i)).orElseThrow().type(), true);
      RexNode cell = RexInputRef.of(i, rel.getRowType());
      cells.add(
          type.equals(types.createTypeWithNullability(cell.getType(), true))
              ? cell
              : rex.makeCast(type, cell));
    }
    if (cells.stream().allMatch(RexInputRef.class::isInstance)) {
      return RelRoot.of(rel, SqlKind.SELECT).withCollation(converted.collation);
    }
    RelNode given = LogicalProject.create(rel, List.of(), cells, columns, Set.of());
    return RelRoot.of(given, SqlKind.SELECT);
  }

  private static Map<Integer, RelDataType> parameterTypes(SqlValidator validator, SqlNode node) {
    Map<Integer, RelDataType> parameters = new TreeMap<>();
    node.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public @Nullable Void visit(SqlDynamicParam parameter) {
            parameters.put(parameter.getIndex(), validator.getValidatedNodeType(parameter));
            return null;
          }
        });
    return parameters;
  }

  private List<RelDataType> parameterTypes(Planned query, @Nullable Planned returned) {
    Map<Integer, RelDataType> all = new TreeMap<>(query.parameters);
    if (returned != null) {
      all.putAll(returned.parameters);
    }
    return List.copyOf(all.values());
  }
}
